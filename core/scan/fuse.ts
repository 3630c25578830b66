import type { ImageFacts } from "../contracts/image-facts.ts";
import type { CopiedPair, Witnesses, WitnessName } from "../contracts/witnesses.ts";
import type { HistoryExamination, ProbabilityMap } from "../witness-ports.ts";
import { believed } from "./history-state.ts";
import { mapOfCopies } from "./pairs/copies-state.ts";
import { placedRows, restoreRows } from "./restore.ts";

/**
 * Most samples along a side: the cells of the longest JPEG, which has 65,535 pixels. Other formats go
 * further, and without a bound a picture of 3,125,000 × 32 pixels would take 390,625 × 512 samples.
 */
const MAX_SIDE = 8192;

/** Along a side, where copies are outlined: pixels of the image, but no more than this. */
const MAX_COPIES_SIDE = 1024;

/** What each witness says of where. */
export interface Maps {
  readonly network: ProbabilityMap;
  readonly history?: HistoryExamination | undefined;
  readonly copies: readonly CopiedPair[];
}

type Size = Pick<ImageFacts, "width" | "height">;

/**
 * The map of the verdict: at each place the highest of what the witnesses say, on a grid as fine as the
 * finest of them along each side. Where one found something, what those say who did not is lowered:
 * their logits by `silentShift`.
 */
export function fuse(
  { network, history, copies }: Maps,
  image: Size,
  witnesses: Witnesses,
  silentShift: number,
): ProbabilityMap {
  const size = {
    width: finest(network.width, history?.map.width, copies, image.width),
    height: finest(network.height, history?.map.height, copies, image.height),
  };
  const shiftOf = (name: WitnessName) => (isOutdone(witnesses, name) ? silentShift : 0);
  const fused = whole(lowered(network, shiftOf("network")), size);
  if (history !== undefined) {
    const grid = { ...size, imageWidth: image.width, imageHeight: image.height };
    raise(fused, placedRows(lowered(believed(history), shiftOf("history")), grid));
  }
  if (copies.length > 0) {
    const map = lowered(mapOfCopies(copies, size, image), shiftOf("copies"));
    raise(fused, [map.values]);
  }
  return fused;
}

function finest(
  network: number,
  history: number | undefined,
  copies: Maps["copies"],
  imagePx: number,
): number {
  const outlined = copies.length > 0 ? Math.min(imagePx, MAX_COPIES_SIDE) : 0;
  return Math.min(Math.max(network, history ?? 0, outlined), MAX_SIDE);
}

/** Whether another one found something, and this one did not. */
function isOutdone(witnesses: Witnesses, name: WitnessName): boolean {
  const isFound = Object.values(witnesses).some(({ state }) => state === "found");
  return isFound && witnesses[name]?.state !== "found";
}

function whole(map: ProbabilityMap, { width, height }: Size): ProbabilityMap {
  const values = new Float32Array(width * height);
  let at = 0;
  for (const row of restoreRows(map, width, height)) {
    values.set(row, at);
    at += width;
  }
  return { width, height, values };
}

/** Each value to what another map says at its place, where that is higher. */
function raise({ values }: ProbabilityMap, portions: Iterable<Float32Array>): void {
  let at = 0;
  for (const portion of portions) {
    for (const p of portion) {
      if (p > (values[at] ?? 1)) values[at] = p;
      at++;
    }
  }
}

/** Probabilities whose logits are `shift` lower; 0 and 1 stay. */
function lowered<Map extends ProbabilityMap>(map: Map, shift: number): Map {
  if (shift === 0) return map;
  const odds = Math.exp(-shift);
  return { ...map, values: map.values.map((p) => (p * odds) / (p * odds + 1 - p)) };
}
