import type { CopiedPair, RegionOutline, WitnessState } from "../../contracts/witnesses.ts";
import { coveredPixels } from "../../copies/outline/covered-pixels.ts";
import type { CopyExamination, ProbabilityMap } from "../../witness-ports.ts";

/** A pair that is no more than a hint is never above it: no pixel is called manipulated for it. */
const MAX_HINT = 0.5;

/** Found where a pair is certain; what it did not look at to its end, it cannot tell. */
export function copiesStateOf({ pairs, isComplete }: CopyExamination): WitnessState {
  if (pairs.some(({ level }) => level === "certain")) return "found";
  return isComplete ? "nothing" : "cannotTell";
}

/** Of all pairs, most confident first: the first one's. */
export function confidenceOf({ pairs }: CopyExamination): number {
  return pairs[0]?.confidence ?? 0;
}

interface Size {
  readonly width: number;
  readonly height: number;
}

/**
 * The copied regions as a map: of each pair the copy, of one whose sides are undecided both, with its
 * confidence.
 *
 * @param size of the map, in samples. @param image in pixels.
 */
export function mapOfCopies(pairs: readonly CopiedPair[], size: Size, image: Size): ProbabilityMap {
  const values = new Float32Array(size.width * size.height);
  for (const pair of pairs) {
    const { confidence, level } = pair;
    const p = level === "certain" ? confidence : Math.min(confidence, MAX_HINT);
    for (const { polygons } of copiedSidesOf(pair))
      raise(values, sampled(polygons, size, image), p);
  }
  return { width: size.width, height: size.height, values };
}

function copiedSidesOf({ source, copy, isSideKnown }: CopiedPair) {
  return isSideKnown ? [copy] : [source, copy];
}

/** 1 of each sample that lies within. */
function sampled(polygons: RegionOutline["polygons"], size: Size, image: Size): Uint8Array {
  const [across, down] = [size.width / image.width, size.height / image.height];
  const scaled = polygons.map((corners) =>
    corners.map(({ x, y }) => ({ x: x * across, y: y * down })),
  );
  return coveredPixels(scaled, size.width, size.height);
}

function raise(values: Float32Array, covered: Uint8Array, p: number): void {
  for (const [at, isCovered] of covered.entries()) {
    if (isCovered === 1) values[at] = Math.max(values[at] ?? 0, p);
  }
}

/** @throws RangeError: the witness broke its contract, and guessing would invent evidence. */
export function checkCopies({ pairs }: CopyExamination): void {
  const outside = pairs.find(({ confidence }) => !(confidence >= 0 && confidence <= 1));
  if (outside === undefined) return;
  throw new RangeError(`confidence ${outside.confidence} of a pair of copies is outside [0, 1]`);
}
