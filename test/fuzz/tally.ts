import type { Difference } from "./differences.ts";
import type { Trial } from "./try-file.ts";

export interface FuzzReport {
  readonly files: number;
  /** Of all files, those whose pixels came as far as the network; each was compared with sharp's. */
  readonly inferredFraction: number;
  /** How many ended in each way: `scanned`, or the code of the reason. */
  readonly outcomes: Readonly<Record<string, number>>;
  readonly slowestMs: number;
  readonly peakMemoryBytes: number;
  /** How many another decoder sees otherwise, by kind and with the reason why. */
  readonly differences: Readonly<Record<string, number>>;
  /** Those for which no reason is known, with the number of the file. */
  readonly unexplained: readonly string[];
  /** What broke the promise, with the number of the file that did. */
  readonly violations: readonly string[];
}

/** Counts what becomes of files. */
export class Tally {
  files = 0;
  #inferred = 0;
  #slowestMs = 0;
  #peakMemoryBytes = 0;
  readonly #outcomes: Record<string, number> = {};
  readonly #differences: Record<string, number> = {};
  readonly #unexplained: string[] = [];
  readonly #violations: string[] = [];

  add({ outcome, pixels }: Trial, tookMs: number, complaints: readonly string[]): void {
    const number = this.files++;
    this.#outcomes[outcome] = (this.#outcomes[outcome] ?? 0) + 1;
    if (pixels !== undefined) this.#inferred++;
    this.#slowestMs = Math.max(this.#slowestMs, tookMs);
    this.#peakMemoryBytes = Math.max(this.#peakMemoryBytes, process.memoryUsage.rss());
    this.#violations.push(...complaints.map((complaint) => `file ${number}: ${complaint}`));
  }

  /** Of the file that was added last. */
  differ(difference: Difference | undefined): void {
    if (difference === undefined) return;
    const { kind, detail } = difference;
    if (kind === undefined) this.#unexplained.push(`file ${this.files - 1}: ${detail}`);
    else this.#differences[kind] = (this.#differences[kind] ?? 0) + 1;
  }

  report(): FuzzReport {
    return {
      files: this.files,
      inferredFraction: this.#inferred / this.files,
      outcomes: this.#outcomes,
      slowestMs: this.#slowestMs,
      peakMemoryBytes: this.#peakMemoryBytes,
      differences: this.#differences,
      unexplained: this.#unexplained,
      violations: this.#violations,
    };
  }
}
