import type { BigIntStats } from "node:fs";
import { lstat } from "node:fs/promises";
import type { Clock } from "../../core/ports.ts";
import { fileErrorCodeOf } from "./file-error.ts";
import { eTagOf } from "./file-object.ts";
import { KeyHistory } from "./key-history.ts";
import type { LeftOut } from "./list-files.ts";
import { type FolderEvent, notificationOf, type S3Notification } from "./notification.ts";
import { pathOf, refusalOf } from "./object-path.ts";
import { whyLeftOut } from "./picture-file.ts";

const NANOSECONDS_PER_MS = 1_000_000n;

export interface FolderNotifierOptions {
  readonly bucket: string;
  readonly folder: string;
  /** Resolves once the message is on the queue. */
  readonly send: (notification: S3Notification) => Promise<void>;
  readonly clock: Clock;
  /**
   * Told of a file that may be there or not, about which nothing is said then; and of one that is no
   * picture, which counts as none. @default nobody
   */
  readonly onLeftOut?: (leftOut: LeftOut) => void;
}

/**
 * Says on a queue what became of the files of a folder, in the words of S3.
 *
 * `look` compares a file with what was last said about it; so it may be called for any reason, any
 * number of times and after any loss: what has been said is not said again, what was missed is.
 */
export class FolderNotifier {
  readonly #options: FolderNotifierOptions;
  readonly #history = new KeyHistory();
  /** One look at a time: two of one key would take the same sequencer. */
  #previous: Promise<void> = Promise.resolve();

  constructor(options: FolderNotifierOptions) {
    this.#options = options;
  }

  /** What an earlier process said about a key; no `eTag`: that it is gone. */
  recall(key: string, eTag: string | undefined, sequencer: string): void {
    this.#history.record(key, eTag, sequencer);
  }

  /** @returns whether there was something new. @throws what `send` throws; look again then. */
  look(key: string): Promise<boolean> {
    const looked = this.#previous.then(() => this.#look(key));
    this.#previous = looked.then(
      () => {},
      () => {},
    );
    return looked;
  }

  async #look(key: string): Promise<boolean> {
    if (refusalOf(key) !== undefined) return false;
    // Taken before the look: what is created after it must not seem older than this removal.
    const now = this.#options.clock.now();
    const stats = await this.#statFile(key);
    if (stats === "unseen") return false;
    const event = stats === undefined ? this.#removal(key, now) : this.#creation(key, stats, now);
    if (event === undefined) return false;
    await this.#options.send(notificationOf(event));
    this.#history.record(key, event.eTag, event.sequencer);
    return true;
  }

  async #statFile(key: string): Promise<BigIntStats | "unseen" | undefined> {
    try {
      const path = pathOf(this.#options.folder, key);
      const stats = await lstat(path, { bigint: true });
      if (!stats.isFile()) return undefined;
      const leftOut = await whyLeftOut(path, key);
      if (leftOut === undefined) return stats;
      this.#options.onLeftOut?.(leftOut);
      return undefined;
    } catch (error) {
      const code = fileErrorCodeOf(error);
      if (code === undefined) throw error;
      if (ABSENT.has(code)) return undefined;
      const why = `it cannot be looked at (${code}): its verdict stays as it is`;
      this.#options.onLeftOut?.({ key, why, hidesFiles: true });
      return "unseen";
    }
  }

  #creation(key: string, stats: BigIntStats, time: Date): FolderEvent | undefined {
    const eTag = eTagOf(stats);
    const sequencer = this.#history.created(key, eTag, stats.ctimeNs);
    if (sequencer === undefined) return undefined;
    const { bucket } = this.#options;
    const sizeBytes = Number(stats.size);
    return { name: "ObjectCreated:Put", bucket, key, sequencer, time, eTag, sizeBytes };
  }

  #removal(key: string, time: Date): FolderEvent | undefined {
    const sequencer = this.#history.removed(key, BigInt(time.getTime()) * NANOSECONDS_PER_MS);
    if (sequencer === undefined) return undefined;
    return { name: "ObjectRemoved:Delete", bucket: this.#options.bucket, key, sequencer, time };
  }
}

const ABSENT = new Set(["ENOENT", "ENOTDIR"]);
