import { MARGIN_PX, type OffsetField, UNMATCHED } from "../match/offset-field.ts";
import type { Mask } from "../pixels/plane.ts";
import { type Affine, apply, inverse } from "../transform.ts";

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
export function agreementOf(field: OffsetField, { here, there, transform }: Pair): number {
  const one = counted(field, here, transform);
  const other = counted(field, there, inverse(transform));
  return (one.agreeing + other.agreeing) / Math.max(one.matched + other.matched, 1);
}

function counted(field: OffsetField, region: Mask, by: Affine) {
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
