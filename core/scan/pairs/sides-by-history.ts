import type { CopiedPair, RegionOutline } from "../../contracts/witnesses.ts";
import { coveredPixels } from "../../copies/outline/covered-pixels.ts";
import { inverse } from "../../copies/transform.ts";
import type { HistoryExamination, PlacedMap } from "../../witness-ports.ts";
import { believed } from "../history-state.ts";

/** Of a region's cells, the mean of what history says: above it the region was put there (experiment 39). */
const MOVED = 0.5;
/** Up to here it lies where it always was. */
const STAYED = 0.15;

/**
 * Pairs whose sides pixels leave undecided, decided by history where it can tell: what was copied does not
 * share the past of the picture, and its source does.
 */
export function sidedByHistory(
  pairs: readonly CopiedPair[],
  history: HistoryExamination | undefined,
): readonly CopiedPair[] {
  if (history === undefined) return pairs;
  const map = believed(history);
  return pairs.map((pair) => {
    if (pair.isSideKnown) return pair;
    const [source, copy] = [meanIn(pair.source, map), meanIn(pair.copy, map)];
    if (copy > MOVED && source <= STAYED) return { ...pair, isSideKnown: true };
    if (source > MOVED && copy <= STAYED) return { ...turned(pair), isSideKnown: true };
    return pair;
  });
}

function turned({ source, copy, transform, ...pair }: CopiedPair): CopiedPair {
  return { ...pair, source: copy, copy: source, transform: inverse(transform) };
}

/** NaN where no cell lies within the outline. */
function meanIn({ polygons }: RegionOutline, map: PlacedMap): number {
  const { width, height, values, ...place } = map;
  const { leftPx, topPx, cellWidthPx, cellHeightPx } = place;
  const inCells = polygons.map((corners) =>
    corners.map(({ x, y }) => ({ x: (x - leftPx) / cellWidthPx, y: (y - topPx) / cellHeightPx })),
  );
  const covered = coveredPixels(inCells, width, height);
  let [sum, count] = [0, 0];
  for (const [cell, isCovered] of covered.entries()) {
    if (isCovered !== 1) continue;
    sum += values[cell] ?? 0;
    count++;
  }
  return sum / count;
}
