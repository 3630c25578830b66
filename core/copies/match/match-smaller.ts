import type { Plane } from "../pixels/plane.ts";
import { shrunken } from "../pixels/shrunken.ts";
import type { TimeBudget } from "../time-budget.ts";
import type { PictureSize } from "../working-size.ts";
import { CHANNELS, type DescribeStrip, type FeatureMap, writeFeatures } from "./feature-map.ts";
import { texturedPixels } from "./local-deviation.ts";
import { MatchCell } from "./match-cell.ts";
import type { MatchTargets } from "./match-targets.ts";
import { emptyField, MARGIN_PX, type OffsetField } from "./offset-field.ts";
import { rowOf } from "./patch-match.ts";
import { SimilarOrder, type SortChannels } from "./similar-order.ts";
import { Sweep } from "./sweep.ts";

/**
 * At which the picture is searched for parts of itself: discs of one size still match what was
 * rescaled by a twelfth either way, and what was made smaller is searched for what was larger.
 */
export const SHARE = 0.85;
/** One order is enough for sweeps to begin with. */
const ORDER: SortChannels = [0, 3, 1, 4];
/** Sources are fewer than those that are matched at the picture's own size. */
const MAX_SOURCES = 125_000;
/** One of so many targets is sorted: sweeps find the others. */
const SORTED = 2;
/** Places before and behind a source in the order in which its first matches are. */
const REACH = 4;
const SWEEPS = 2;

/** How many pixels a picture has when it is made smaller. */
export function smallerPixels({ widthPx, heightPx }: PictureSize): number {
  return Math.floor(widthPx * SHARE) * Math.floor(heightPx * SHARE);
}

/**
 * For each source a pixel elsewhere whose surroundings look the same when they are made smaller: what
 * was enlarged, or what a reduced copy comes from.
 *
 * @param features with room for those of `smallerPixels`, which are written there.
 * @returns matches in pixels of the picture; undefined when time ran out.
 */
export async function matchSmaller(
  gray: Plane,
  features: FeatureMap,
  describe: DescribeStrip,
  budget: TimeBudget,
): Promise<OffsetField | undefined> {
  const small = shrunken(gray, SHARE);
  const firstPixel = gray.widthPx * gray.heightPx;
  const room = features.values.subarray(firstPixel * CHANNELS);
  if (!(await writeFeatures(small, describe, budget, room))) return undefined;
  const targets = { ...small, firstPixel, enlargement: 1 / SHARE };
  const field = emptyField(gray.widthPx, gray.heightPx, MAX_SOURCES);
  const cell = new MatchCell(features, field, targets);
  const similar = new SimilarOrder(features, sortedPixels(gray, small, field));
  offerTargets(similar.by(ORDER), gray.widthPx, targets, field, cell);
  const sweep = new Sweep(field, cell);
  for (let turn = 0; turn < SWEEPS && !budget.isSpent(); turn++) sweep.run(turn % 2 === 0 ? 1 : -1);
  return inPicture(field);
}

/** All sources of the field, and some of the targets. */
function sortedPixels(gray: Plane, small: Plane, { stridePx }: OffsetField): Uint32Array {
  const first = gray.widthPx * gray.heightPx;
  const sources = texturedPixels(gray).filter((place) => {
    const y = rowOf(place, gray.widthPx);
    const x = place - y * gray.widthPx;
    return (y - MARGIN_PX) % stridePx === 0 && (x - MARGIN_PX) % stridePx === 0;
  });
  const targets = texturedPixels(small).filter((_, i) => i % SORTED === 0);
  const pixels = new Uint32Array(sources.length + targets.length);
  pixels.set(sources);
  pixels.set(
    targets.map((place) => first + place),
    sources.length,
  );
  return pixels;
}

/** To each source the targets beside it in the order. */
function offerTargets(
  order: Uint32Array,
  widthPx: number,
  targets: MatchTargets,
  { stridePx, columns }: OffsetField,
  cell: MatchCell,
): void {
  for (let i = 0; i < order.length; i++) {
    const place = order[i] ?? 0;
    if (place >= targets.firstPixel) continue;
    const y = rowOf(place, widthPx);
    const x = place - y * widthPx;
    const at = ((y - MARGIN_PX) / stridePx) * columns + (x - MARGIN_PX) / stridePx;
    cell.open(at, x, y);
    const end = Math.min(i + REACH + 1, order.length);
    for (let j = Math.max(i - REACH, 0); j < end; j++) {
      const target = (order[j] ?? 0) - targets.firstPixel;
      if (target < 0) continue;
      const row = rowOf(target, targets.widthPx);
      cell.offer(target - row * targets.widthPx, row);
    }
    cell.close(at);
  }
}

function inPicture(field: OffsetField): OffsetField {
  const enlarged = (place: number) => Math.max(Math.round((place + 0.5) / SHARE - 0.5), 0);
  return { ...field, targetX: field.targetX.map(enlarged), targetY: field.targetY.map(enlarged) };
}
