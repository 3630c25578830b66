import { expect, it } from "vitest";
import { agreementOf } from "../../../../core/copies/judge/agreement.ts";
import {
  emptyField,
  MARGIN_PX,
  type OffsetField,
} from "../../../../core/copies/match/offset-field.ts";
import type { Mask } from "../../../../core/copies/pixels/plane.ts";
import { translation } from "../../../../core/copies/transform.ts";

const BY = { x: 60, y: 5 };
const square = (leftPx: number, topPx: number): Mask => ({
  ...{ leftPx, topPx, widthPx: 20, heightPx: 20 },
  values: new Uint8Array(400).fill(1),
});
const pair = { here: square(20, 30), there: square(80, 35), transform: translation(BY) };

/** Matches are at (10, 10) but for those in columns that are chosen: they follow the offset. */
function fieldWhere(follows: (x: number, y: number) => boolean, by = BY): OffsetField {
  const field = emptyField(140, 90);
  for (const at of field.costs.keys()) {
    const [x, y] = [MARGIN_PX + (at % field.columns), MARGIN_PX + Math.floor(at / field.columns)];
    field.costs[at] = 1;
    [field.targetX[at], field.targetY[at]] = follows(x, y) ? [x + by.x, y + by.y] : [10, 10];
  }
  return field;
}

it.each([
  ["all of one side", (x: number, y: number) => x < 60 && y > 0, 0.5],
  ["a quarter of one side", (x: number) => x < 25, 0.125],
  ["none", () => false, 0],
])("matches of %s agree", (_, follows, share) => {
  expect(agreementOf(fieldWhere(follows), pair)).toBeCloseTo(share);
});

it("matches agree that go back from the other side, and those that are off by little", () => {
  const back = fieldWhere((x) => x >= 80, { x: -58, y: -6 });
  expect(agreementOf(back, pair)).toBeCloseTo(0.5);
  const off = fieldWhere((x) => x >= 80, { x: -56, y: -6 });
  expect(agreementOf(off, pair)).toBe(0);
});

it("nothing agrees where nothing is matched", () => {
  expect(agreementOf(emptyField(140, 90), pair)).toBe(0);
});
