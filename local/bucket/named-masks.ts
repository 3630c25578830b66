import { createHash, randomUUID } from "node:crypto";
import { copyFile, link, rename, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { makeFolder } from "../../adapters/folder/make-folder.ts";
import { MAX_NAME_BYTES, pathOf } from "../../adapters/folder/object-path.ts";
import type { ScannedVerdict, Verdict } from "../../core/contracts/verdict.ts";
import type { Telemetry } from "../../core/ports.ts";

export const NAMED_MASK_ENDING = ".mask.png";
const HASH_DIGITS = 8;
const ELLIPSIS = "…";

/**
 * Beside its hashed key every mask has a name that a person finds: the path of its image and an ending.
 * It follows what is current: another upload replaces it, one that was not scanned or was deleted removes it.
 */
export class NamedMasks {
  readonly #folder: string;
  readonly #telemetry: Telemetry;
  /** By the object's key: answers may overtake each other, and an older one changes nothing. */
  readonly #orders = new Map<string, string>();
  #last: Promise<void> = Promise.resolve();

  /** @param folder of the bucket of masks: names lie in it as their images do in theirs. */
  constructor(folder: string, telemetry: Telemetry) {
    this.#folder = folder;
    this.#telemetry = telemetry;
  }

  /** Never fails: a mask without a name still lies where its verdict says. @param verdict what stands under a key now. */
  follow(verdict: Verdict): Promise<void> {
    this.#last = this.#last.then(() => this.#name(verdict));
    return this.#last;
  }

  async #name(verdict: Verdict): Promise<void> {
    const { object, order } = verdict;
    if ((this.#orders.get(object.key) ?? "") > order) return;
    this.#orders.set(object.key, order);
    const path = pathOf(this.#folder, nameOf(object.key));
    try {
      if (verdict.state === "scanned") await this.#link(verdict, path);
      else await rm(path, { force: true });
    } catch (error) {
      this.#telemetry.log("warn", "mask-not-named", { object, error });
    }
  }

  async #link({ mask }: ScannedVerdict, path: string): Promise<void> {
    const stored = pathOf(this.#folder, mask.key);
    if (await isSameFile(stored, path)) return;
    await makeFolder(dirname(path));
    const temporary = join(dirname(path), `.${randomUUID()}.tmp`);
    try {
      // Not every disk knows a second name for a file.
      await link(stored, temporary).catch(() => copyFile(stored, temporary));
      await rename(temporary, path);
    } finally {
      await rm(temporary, { force: true });
    }
  }
}

/** One that is too long to add to is cut, and told from others that begin alike. */
function nameOf(key: string): string {
  const named = key + NAMED_MASK_ENDING;
  const name = named.slice(named.lastIndexOf("/") + 1);
  if (Buffer.byteLength(name) <= MAX_NAME_BYTES) return named;
  const hash = createHash("sha256").update(key).digest("hex").slice(0, HASH_DIGITS);
  const ending = `${ELLIPSIS}${hash}${NAMED_MASK_ENDING}`;
  const start = Buffer.from(name).subarray(0, MAX_NAME_BYTES - Buffer.byteLength(ending));
  // What was cut inside of a character ends in U+FFFD.
  const whole = start.toString().replace(/\uFFFD+$/, "");
  return named.slice(0, named.length - name.length) + whole + ending;
}

async function isSameFile(one: string, other: string): Promise<boolean> {
  const [a, b] = await Promise.all([one, other].map((path) => stat(path).catch(() => undefined)));
  return a !== undefined && b !== undefined && a.dev === b.dev && a.ino === b.ino;
}
