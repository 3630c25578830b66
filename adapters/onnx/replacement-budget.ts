import type { ThreadEnd } from "./model-thread.ts";

/**
 * An image that crashes the network does so at each of its deliveries, at most four; whatever ends
 * threads more often than that is no single image.
 */
const MAX_IN_WINDOW = 4;
const WINDOW_MS = 600_000;

/**
 * How often a thread may be replaced before the process should be: four times in ten minutes. A thread
 * that hangs keeps its memory and cores, so there may be one of those in the life of the process.
 */
export class ReplacementBudget {
  #replacedAtMs: number[] = [];
  #hasHung = false;

  /** Counts the replacement when it may be made. */
  take(end: ThreadEnd, nowMs: number): boolean {
    const isSecondHang = end === "hung" && this.#hasHung;
    this.#hasHung ||= end === "hung";
    const recent = this.#replacedAtMs.filter((atMs) => nowMs - atMs < WINDOW_MS);
    if (isSecondHang || recent.length >= MAX_IN_WINDOW) return false;
    this.#replacedAtMs = [...recent, nowMs];
    return true;
  }
}
