import type { Plane } from "../pixels/plane.ts";
import type { TimeBudget } from "../time-budget.ts";
import type { FeatureMap } from "./feature-map.ts";
import { texturedPixels } from "./local-deviation.ts";
import { MatchCell } from "./match-cell.ts";
import { ownPixels } from "./match-targets.ts";
import { emptyField, MARGIN_PX, type OffsetField } from "./offset-field.ts";
import { SimilarOrder, type SortChannels } from "./similar-order.ts";
import { Sweep } from "./sweep.ts";

/** Low orders survive noise, and different ones survive different changes. */
const ORDERS: readonly SortChannels[] = [
  [0, 3, 1, 4],
  [3, 1, 2, 5],
  [4, 5, 2, 0],
];
/** Places before and behind a pixel in such an order that are its first matches. */
const REACH = 2;
const SWEEPS = 2;

/**
 * For each source a pixel elsewhere whose surroundings look the same: PatchMatch (C. Barnes et al.,
 * 2009) with first-order propagation (D. Cozzolino, G. Poggi, L. Verdoliva, 2015). It begins with
 * pixels that are sorted by likeness, which finds more than random ones do in twice as many sweeps.
 */
export function matchPatches(gray: Plane, features: FeatureMap, budget: TimeBudget): OffsetField {
  const field = emptyField(gray.widthPx, gray.heightPx);
  const cell = new MatchCell(features, field, ownPixels(features));
  const similar = new SimilarOrder(features, texturedPixels(gray));
  for (const channels of ORDERS) {
    if (budget.isSpent()) return field;
    offerNeighbours(similar.by(channels), gray.widthPx, field, cell);
  }
  const sweep = new Sweep(field, cell);
  for (let turn = 0; turn < SWEEPS && !budget.isSpent(); turn++) sweep.run(turn % 2 === 0 ? 1 : -1);
  return field;
}

/** To each source the pixels beside it in the order. */
function offerNeighbours(
  order: Uint32Array,
  widthPx: number,
  { stridePx, columns }: OffsetField,
  cell: MatchCell,
): void {
  for (let i = 0; i < order.length; i++) {
    const place = order[i] ?? 0;
    const y = rowOf(place, widthPx);
    const x = place - y * widthPx;
    const [down, right] = [y - MARGIN_PX, x - MARGIN_PX];
    if (down % stridePx !== 0 || right % stridePx !== 0) continue;
    const at = (down / stridePx) * columns + right / stridePx;
    cell.open(at, x, y);
    const end = Math.min(i + REACH + 1, order.length);
    for (let j = Math.max(i - REACH, 0); j < end; j++) offerPlace(order[j] ?? 0, widthPx, cell);
    cell.close(at);
  }
}

function offerPlace(place: number, widthPx: number, cell: MatchCell): void {
  const y = rowOf(place, widthPx);
  cell.offer(place - y * widthPx, y);
}

/** Of a pixel, by its place among those of rows that are so wide. */
export function rowOf(place: number, widthPx: number): number {
  return Math.floor((place + 0.5) / widthPx);
}
