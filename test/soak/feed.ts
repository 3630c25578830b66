import { lstat, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { eTagOf } from "../../adapters/folder/file-object.ts";
import type { ScannedVerdict, Verdict } from "../../core/contracts/verdict.ts";
import { NAMED_MASK_ENDING } from "../../local/bucket/named-masks.ts";
import { OUTCOMES } from "../fuzz/fuzz.ts";
import type { ImageSource } from "./image-source.ts";

export interface FeedOptions {
  /** The image bucket. */
  readonly images: string;
  /** The mask bucket. */
  readonly masks: string;
  readonly source: ImageSource;
  /** So many images are on their way at once, each under a key of its own. */
  readonly keys: number;
}

/** Twice as long as a message that got lost stays hidden, until it is delivered again. */
const VERDICT_TIMEOUT_MS = 120_000;

/**
 * Puts images into the bucket, each in place of one that has its verdict by now, whose mask it removes:
 * the folders stay as small as they are.
 */
export class Feed {
  /** Verdicts so far. */
  verdicts = 0;
  /** How many ended in each way: `scanned`, or the code of the reason. */
  readonly outcomes: Record<string, number> = {};
  readonly violations: string[] = [];
  readonly #options: FeedOptions;
  readonly #waiting = new Map<string, (verdict: Verdict) => void>();

  constructor(options: FeedOptions) {
    this.#options = options;
  }

  /** Feeds until `signal` aborts; resolves when every image has its verdict or was given up. */
  async run(signal: AbortSignal): Promise<void> {
    const keys = Array.from({ length: this.#options.keys }, (_, index) => `${index}.jpg`);
    await Promise.all(keys.map((key) => this.#feed(key, signal)));
  }

  /** Call with every verdict that comes in. */
  tell(verdict: Verdict): void {
    this.#waiting.get(verdict.object.key)?.(verdict);
  }

  async #feed(key: string, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const verdict = await this.#upload(key, this.#options.source());
      if (verdict === undefined) this.violations.push(`${key}: no verdict`);
      else await this.#finish(verdict);
    }
  }

  async #upload(key: string, bytes: Buffer): Promise<Verdict | undefined> {
    const path = join(this.#options.images, key);
    await writeFile(path, bytes);
    const eTag = eTagOf(await lstat(path, { bigint: true }));
    // Not too late: the watcher waits for the file to stand still first.
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, VERDICT_TIMEOUT_MS, undefined);
      this.#waiting.set(key, (verdict) => {
        if (verdict.object.eTag !== eTag) return;
        clearTimeout(timer);
        this.#waiting.delete(key);
        resolve(verdict);
      });
    });
  }

  async #finish(verdict: Verdict): Promise<void> {
    this.verdicts++;
    const outcome = "reason" in verdict ? verdict.reason.code : verdict.state;
    this.outcomes[outcome] = (this.outcomes[outcome] ?? 0) + 1;
    if (!OUTCOMES.has(outcome)) this.violations.push(`${verdict.object.key}: ${outcome}`);
    if (verdict.state === "scanned") await this.#removeMask(verdict);
  }

  /** Under both of its names. */
  async #removeMask({ mask, object }: ScannedVerdict): Promise<void> {
    const names = [mask.key, object.key + NAMED_MASK_ENDING];
    await Promise.all(names.map((name) => rm(join(this.#options.masks, name), { force: true })));
  }
}
