import { describe, expect, it } from "vitest";
import { agreementOf, type Fields } from "../../../../core/copies/judge/agreement.ts";
import {
  emptyField,
  MARGIN_PX,
  type OffsetField,
} from "../../../../core/copies/match/offset-field.ts";
import type { Mask } from "../../../../core/copies/pixels/plane.ts";
import { inverse, translation } from "../../../../core/copies/transform.ts";

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

/** No field of matches among what was made smaller. */
const alone = (own: OffsetField): Fields => ({ own, smaller: undefined });

it.each([
  ["all of one side", (x: number, y: number) => x < 60 && y > 0, 0.5],
  ["a quarter of one side", (x: number) => x < 25, 0.125],
  ["none", () => false, 0],
])("matches of %s agree", (_, follows, share) => {
  expect(agreementOf(alone(fieldWhere(follows)), pair)).toBeCloseTo(share);
});

it("matches agree that go back from the other side, and those that are off by little", () => {
  const back = fieldWhere((x) => x >= 80, { x: -58, y: -6 });
  expect(agreementOf(alone(back), pair)).toBeCloseTo(0.5);
  const off = fieldWhere((x) => x >= 80, { x: -56, y: -6 });
  expect(agreementOf(alone(off), pair)).toBe(0);
});

it("nothing agrees where nothing is matched", () => {
  expect(agreementOf(alone(emptyField(140, 90)), pair)).toBe(0);
});

describe("matches among what was made smaller", () => {
  const own = emptyField(140, 90);
  const smaller = fieldWhere((x) => x < 60);
  const stretched = (by: number) => ({
    ...{ xx: by, xy: 0, x0: 80 - by * 20, yx: 0, yy: by, y0: 35 - by * 30 },
  });

  it("agree of the smaller side alone, whichever that is", () => {
    const enlarged = { ...pair, transform: stretched(1.01) };
    expect(agreementOf({ own, smaller }, enlarged)).toBeCloseTo(1);
    const reduced = { here: pair.there, there: pair.here, transform: inverse(stretched(1.01)) };
    expect(agreementOf({ own, smaller }, reduced)).toBeCloseTo(1);
    const wrong = { ...pair, transform: stretched(0.99) };
    expect(agreementOf({ own, smaller }, wrong)).toBe(0);
  });

  it("count where they say more than the picture's own", () => {
    const half = fieldWhere((x) => x < 30);
    expect(agreementOf({ own: smaller, smaller: half }, pair)).toBeCloseTo(0.5);
  });
});
