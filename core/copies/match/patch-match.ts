import type { TimeBudget } from "../time-budget.ts";
import type { FeatureMap } from "./feature-map.ts";
import { MatchCell } from "./match-cell.ts";
import { ownPixels } from "./match-targets.ts";
import { offerInOrder } from "./offer-in-order.ts";
import { emptyField, type OffsetField } from "./offset-field.ts";
import { SimilarOrder, type SortChannels } from "./similar-order.ts";
import { withSources } from "./source-bit.ts";
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
 *
 * @param textured places of the pixels that may be matched, in order.
 */
export function matchPatches(
  features: FeatureMap,
  textured: Uint32Array,
  budget: TimeBudget,
): OffsetField {
  const { widthPx, heightPx } = features;
  const field = emptyField(widthPx, heightPx);
  const targets = ownPixels(features);
  const cell = new MatchCell(features, field, targets);
  const pixels = withSources(textured, widthPx, field);
  const similar = new SimilarOrder(features, pixels);
  for (const channels of ORDERS) {
    if (budget.isSpent()) return field;
    const order = { places: similar.by(channels), reach: REACH };
    offerInOrder(order, widthPx, targets, field, cell);
  }
  const sweep = new Sweep(field, cell);
  for (let turn = 0; turn < SWEEPS && !budget.isSpent(); turn++) sweep.run(turn % 2 === 0 ? 1 : -1);
  return field;
}
