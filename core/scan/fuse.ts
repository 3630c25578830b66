import type { ImageFacts } from "../contracts/image-facts.ts";
import type { CopiedPair, Witnesses } from "../contracts/witnesses.ts";
import type { HistoryExamination, PlacedMap, ProbabilityMap } from "../witness-ports.ts";
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
  /** What the network says of tiles. */
  readonly tiles?: PlacedMap | undefined;
  readonly history?: HistoryExamination | undefined;
  readonly copies: readonly CopiedPair[];
}

type Size = Pick<ImageFacts, "width" | "height">;

/** Who found something: the network in either view. */
type Found = Readonly<Record<"frame" | "tiles" | "history" | "copies", boolean>>;

/**
 * The map of the verdict: at each place the highest of what the witnesses say, on a grid as fine as the
 * finest of them along each side. Where one found something, what those say who did not is lowered:
 * their logits by `silentShift`. The network's views count as two.
 */
export function fuse(
  maps: Maps,
  image: Size,
  witnesses: Witnesses,
  silentShift: number,
): ProbabilityMap {
  const { network, tiles, history, copies } = maps;
  const size = sizeOf(maps, image);
  const found = foundBy(witnesses);
  const isAnyFound = Object.values(found).some(Boolean);
  const shiftOf = (name: keyof Found) => (isAnyFound && !found[name] ? silentShift : 0);
  const grid = { ...size, imageWidth: image.width, imageHeight: image.height };
  const fused = whole(lowered(network, shiftOf("frame")), size);
  if (tiles) raise(fused, placedRows(lowered(tiles, shiftOf("tiles")), grid));
  if (history) raise(fused, placedRows(lowered(believed(history), shiftOf("history")), grid));
  if (copies.length > 0) {
    raise(fused, [lowered(mapOfCopies(copies, size, image), shiftOf("copies")).values]);
  }
  return fused;
}

function sizeOf({ network, tiles, history, copies }: Maps, image: Size): Size {
  const finest = (side: keyof Size) => {
    const outlined = copies.length > 0 ? Math.min(image[side], MAX_COPIES_SIDE) : 0;
    const sides = [network[side], tiles?.[side] ?? 0, history?.map[side] ?? 0, outlined];
    return Math.min(Math.max(...sides), MAX_SIDE);
  };
  return { width: finest("width"), height: finest("height") };
}

function foundBy({ network, history, copies }: Witnesses): Found {
  return {
    ...{ frame: network.state === "found", tiles: false, ...foundIn(network.views) },
    ...{ history: history?.state === "found", copies: copies?.state === "found" },
  };
}

function foundIn(views: Witnesses["network"]["views"]): Pick<Found, "frame" | "tiles"> | undefined {
  if (views === undefined) return undefined;
  const isFound = (view?: { readonly score: number; readonly threshold: number }) =>
    view !== undefined && view.score > view.threshold;
  return { frame: isFound(views.frame), tiles: isFound(views.tiles) };
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
