import type { BigIntStats } from "node:fs";
import { lstat } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { eTagOf } from "./file-object.ts";
import { pathOf } from "./object-path.ts";

export interface Quiet {
  /** How long a file must not have been written: a copy over a slow network pauses. */
  readonly quietMs: number;
  /** A file that is written without end is taken as it is after that. */
  readonly maxWaitMs: number;
}

export const DEFAULT_QUIET: Quiet = { quietMs: 2000, maxWaitMs: 600_000 };

/** A clock of writing is that of the file system: one on a network may be ahead or behind. */
const MIN_WATCHED_MS = 400;

/** Tells when files of a folder have been written whole, as far as it can be told from outside. */
export class QuietFiles {
  readonly #folder: string;
  readonly #quiet: Quiet;
  readonly #waits = new Map<string, Promise<void>>();
  readonly #closing = new AbortController();

  constructor(folder: string, quiet: Quiet = DEFAULT_QUIET) {
    this.#folder = folder;
    this.#quiet = quiet;
  }

  /** Whether nobody wrote to the file lately; so of what is not there, too. */
  async isQuiet(key: string): Promise<boolean> {
    const stats = await this.#stat(key);
    return stats === undefined || this.#restMs(stats) === 0;
  }

  /**
   * Resolves once size and modification time of the file stood still, once it is gone, or when it was
   * waited for too long. One wait serves all who ask meanwhile.
   *
   * @throws AbortError when this is closed.
   */
  whenQuiet(key: string): Promise<void> {
    const begun = this.#waits.get(key);
    if (begun !== undefined) return begun;
    const wait = this.#wait(key).finally(() => this.#waits.delete(key));
    this.#waits.set(key, wait);
    return wait;
  }

  /** Ends every wait. */
  close(): void {
    this.#closing.abort();
  }

  async #wait(key: string): Promise<void> {
    const endMs = performance.now() + this.#quiet.maxWaitMs;
    let before = await this.#stat(key);
    while (before !== undefined && performance.now() < endMs) {
      const restMs = Math.max(this.#restMs(before), Math.min(MIN_WATCHED_MS, this.#quiet.quietMs));
      await sleep(restMs, undefined, { signal: this.#closing.signal });
      const now = await this.#stat(key);
      if (now !== undefined && eTagOf(now) === eTagOf(before)) return;
      before = now;
    }
  }

  /** Until the last write is long enough ago; 0 when it is. */
  #restMs({ mtime }: BigIntStats): number {
    const { quietMs } = this.#quiet;
    return Math.min(quietMs, Math.max(0, mtime.getTime() + quietMs - Date.now()));
  }

  /** What cannot be looked at counts as gone: whoever looks next says so. */
  async #stat(key: string): Promise<BigIntStats | undefined> {
    return lstat(pathOf(this.#folder, key), { bigint: true }).catch(() => undefined);
  }
}

/** Whether a wait failed since it was ended from outside. */
export function isClosed(error: unknown): boolean {
  return error instanceof Error && error.name === "AbortError";
}
