import { MARGIN_PX, type OffsetField, UNMATCHED } from "../match/offset-field.ts";
import type { Mask } from "../pixels/plane.ts";
import { type Affine, apply, determinant, inverse } from "../transform.ts";

/** A match lies where a transform says, give or take this. */
const MAX_APART_PX = 3;

/** Two regions and how one becomes the other. */
interface Pair {
  readonly here: Mask;
  readonly there: Mask;
  /** From here to there. */
  readonly transform: Affine;
}

/**
 * Of the sources in both regions, the share whose match is the one that the pair says, of all that
 * the picture has. What repeats by nature is matched now with this, now with that repetition; a copy
 * with its source alone.
 */
export function agreementOf({ own, smaller }: Fields, { here, there, transform }: Pair): number {
  const back = inverse(transform);
  const both = shareOf([counted(own, here, transform), counted(own, there, back)]);
  if (smaller === undefined) return both;
  // Matches among what was made smaller go from the smaller side to the larger one.
  const isEnlarged = determinant(transform) > 1;
  const one = isEnlarged ? counted(smaller, here, transform) : counted(smaller, there, back);
  return Math.max(both, shareOf([one]));
}

/** Matches among the picture's own pixels, and among those of the picture made smaller. */
export interface Fields {
  readonly own: OffsetField;
  /** Undefined where time ran out. */
  readonly smaller: OffsetField | undefined;
}

interface Counts {
  readonly matched: number;
  readonly agreeing: number;
}

function shareOf(counts: readonly Counts[]): number {
  const sum = (of: keyof Counts) => counts.reduce((all, one) => all + one[of], 0);
  return sum("agreeing") / Math.max(sum("matched"), 1);
}

function counted(field: OffsetField, region: Mask, by: Affine): Counts {
  const { columns, rows, stridePx, costs, targetX, targetY } = field;
  const { leftPx, topPx, widthPx, heightPx, values } = region;
  let [matched, agreeing] = [0, 0];
  const firstOf = (edgePx: number) => Math.max(Math.ceil((edgePx - MARGIN_PX) / stridePx), 0);
  const endRow = Math.min(firstOf(topPx + heightPx), rows);
  const endColumn = Math.min(firstOf(leftPx + widthPx), columns);
  for (let row = firstOf(topPx); row < endRow; row++) {
    for (let column = firstOf(leftPx); column < endColumn; column++) {
      const [x, y] = [MARGIN_PX + column * stridePx, MARGIN_PX + row * stridePx];
      const cell = row * columns + column;
      if (values[(y - topPx) * widthPx + x - leftPx] !== 1 || costs[cell] === UNMATCHED) continue;
      matched++;
      const said = apply(by, x, y);
      const apart = Math.hypot((targetX[cell] ?? 0) - said.x, (targetY[cell] ?? 0) - said.y);
      if (apart < MAX_APART_PX) agreeing++;
    }
  }
  return { matched, agreeing };
}
