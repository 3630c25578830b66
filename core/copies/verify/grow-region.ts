import { componentsOf, hitsOf, keptPixels } from "../pixels/components.ts";
import { boxMean } from "../pixels/filters.ts";
import { closed, opened, type Pixels } from "../pixels/morphology.ts";
import { indicesOf, medianOf } from "../pixels/samples.ts";
import type { Comparison } from "./compare-sides.ts";

/** Pixels of a comparison's window that agree with those on the other side. */
export interface Grown {
  /** Each of them agrees. */
  readonly core: Pixels;
  /** With the gaps between them. */
  readonly region: Pixels;
  /** Brightness here less that there, in levels. */
  readonly step: number;
}

const MIN_CORRELATION = 0.7;
const MIN_DETAIL_CORRELATION = 0.45;
/** Of the seeds' own. */
const SHARE_OF_SEEDS = 0.8;
const MIN_SEEDS = 20;
/** Of the seeds. */
const MIN_AGREEING_SHARE = 0.25;
const MIN_HITS = 30;
const SHARE_OF_HITS = 0.3;
const MIN_COMPONENT_PIXELS = 60;
const MIN_CORE_PIXELS = 50;
/** Of the squares over which brightness may differ: 7 × 7. */
const DIFFERENCE_RADIUS_PX = 3;
const GAP_RADIUS_PX = 3;

/** What belongs to the seeds: what correlates as they do, and hangs together with them. */
export function growRegion(side: Comparison, seeds: Pixels): Grown | undefined {
  const { widthPx: width, isTextured, correlation, detailCorrelation } = side;
  const seen = indicesOf(seeds, (at) => isTextured[at] === 1);
  if (seen.length < MIN_SEEDS) return undefined;
  const least = Math.max(
    MIN_DETAIL_CORRELATION,
    SHARE_OF_SEEDS * medianOf(seen, (at) => detailCorrelation[at] ?? 0),
  );
  const step = stepAmong(side, seen);
  const difference = boxMean(differenceOf(side, step), width, DIFFERENCE_RADIUS_PX);
  const most = 3 * medianOf(seen, (at) => difference[at] ?? 0) + 1;
  const agrees = isTextured.map((is, at) =>
    is === 1 &&
    (correlation[at] ?? 0) > MIN_CORRELATION &&
    (detailCorrelation[at] ?? 0) > least &&
    (difference[at] ?? 0) < most
      ? 1
      : 0,
  );
  const clean = opened(agrees, width, 1);
  const parts = componentsOf(closed(clean, width, GAP_RADIUS_PX), width);
  const hits = hitsOf(parts, seeds);
  const minHits = Math.min(MIN_HITS, SHARE_OF_HITS * seen.length);
  const region = keptPixels(
    parts,
    (part) => (hits[part] ?? 0) >= minHits && (parts.areas[part] ?? 0) >= MIN_COMPONENT_PIXELS,
  );
  const core = region.map((is, at) => (is === 1 && clean[at] === 1 ? 1 : 0));
  const inside = indicesOf(core);
  const share = seen.filter((at) => agrees[at] === 1).length / seen.length;
  if (inside.length < MIN_CORE_PIXELS || share < MIN_AGREEING_SHARE) return undefined;
  return { core, region, step: stepAmong(side, inside) };
}

/** Median of brightness here less that there. */
function stepAmong({ here, there }: Comparison, at: readonly number[]): number {
  return medianOf(at, (i) => (here[i] ?? 0) - (there[i] ?? 0));
}

/** How much brightness differs besides that step. */
export function differenceOf({ here, there }: Comparison, step: number): Float32Array {
  return here.map((value, at) => Math.abs(value - (there[at] ?? 0) - step));
}
