import type { Candidate } from "./prescore.ts";

/** Candidates that match so well go first. */
const STRONG_MATCH = 0.9;
/** From this area on size says nothing more. */
const LARGE_AREA_PIXELS = 2000;

/** What matches best goes first, large ones before small ones. */
export function byPromise(a: Candidate, b: Candidate): number {
  return promiseOf(b) - promiseOf(a);
}

function promiseOf({ seedMatch, patchMatch, proposal: { areaPixels } }: Candidate): number {
  // So many weak repetitions cannot crowd out a small exact copy.
  if (Math.min(seedMatch, patchMatch) >= STRONG_MATCH) return 1 + patchMatch;
  return patchMatch * Math.sqrt(Math.min(areaPixels, LARGE_AREA_PIXELS) / LARGE_AREA_PIXELS);
}
