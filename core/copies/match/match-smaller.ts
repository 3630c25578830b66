import type { PictureSize } from "../../picture-size.ts";
import type { Plane } from "../pixels/plane.ts";
import { shrunken } from "../pixels/shrunken.ts";
import type { TimeBudget } from "../time-budget.ts";
import { CHANNELS, type DescribeStrip, type FeatureMap, writeFeatures } from "./feature-map.ts";
import { texturedPixels } from "./local-deviation.ts";
import { MatchCell } from "./match-cell.ts";
import { offerInOrder } from "./offer-in-order.ts";
import { emptyField, type OffsetField } from "./offset-field.ts";
import { SimilarOrder, type SortChannels } from "./similar-order.ts";
import { SOURCE_BIT, withSources } from "./source-bit.ts";
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
 * @param textured places of the picture's pixels that may be matched, in order.
 * @param features with room for those of `smallerPixels`, which are written there.
 * @returns matches in pixels of the picture; undefined when time ran out.
 */
export async function matchSmaller(
  gray: Plane,
  features: FeatureMap,
  textured: Uint32Array,
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
  const marked = withSources(textured, gray.widthPx, field);
  const similar = new SimilarOrder(features, sortedPixels(marked, small, firstPixel));
  const order = { places: similar.by(ORDER), reach: REACH };
  offerInOrder(order, gray.widthPx, targets, field, cell);
  const sweep = new Sweep(field, cell);
  for (let turn = 0; turn < SWEEPS && !budget.isSpent(); turn++) sweep.run(turn % 2 === 0 ? 1 : -1);
  return inPicture(field);
}

/**
 * All sources, and some of the targets.
 *
 * @param marked places on the picture, those of sources with SOURCE_BIT.
 */
function sortedPixels(marked: Uint32Array, small: Plane, firstPixel: number): Uint32Array {
  const targets = texturedPixels(small);
  const pixels = new Uint32Array(marked.length + Math.ceil(targets.length / SORTED));
  let count = 0;
  for (let i = 0; i < marked.length; i++) {
    const place = marked[i] ?? 0;
    if (place >= SOURCE_BIT) pixels[count++] = place;
  }
  for (let i = 0; i < targets.length; i += SORTED) pixels[count++] = firstPixel + (targets[i] ?? 0);
  return pixels.subarray(0, count);
}

function inPicture(field: OffsetField): OffsetField {
  const enlarged = (place: number) => Math.max(Math.round((place + 0.5) / SHARE - 0.5), 0);
  return { ...field, targetX: field.targetX.map(enlarged), targetY: field.targetY.map(enlarged) };
}
