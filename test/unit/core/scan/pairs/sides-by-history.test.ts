import { expect, it } from "vitest";
import type { CopiedPair } from "../../../../../core/contracts/witnesses.ts";
import { sidedByHistory } from "../../../../../core/scan/pairs/sides-by-history.ts";
import { copiedPair, rectangle } from "../../../../helpers/copied-pairs.ts";
import { examinationOf, placedMap } from "../../../../helpers/history-map.ts";

const [LEFT, RIGHT] = [rectangle(0, 0, 32, 32), rectangle(64, 0, 32, 32)];
const {
  evidence: _,
  sides: __,
  ...PAIR
} = copiedPair({
  ...{ source: LEFT, copy: RIGHT, isSideKnown: false },
  transform: { xx: 1, xy: 0, x0: 64, yx: 0, yy: 1, y0: 0 },
});
const TURNED: CopiedPair = {
  ...{ ...PAIR, source: RIGHT, copy: LEFT, isSideKnown: true },
  transform: { xx: 1, xy: -0, x0: -64, yx: -0, yy: 1, y0: 0 },
};

/** 12 × 4 cells: of the left square, the middle and the right one. */
function saying(left: number, right: number, confidence?: number) {
  const row = [left, left, left, left, 0, 0, 0, 0, right, right, right, right];
  const values = [...row, ...row, ...row, ...row];
  const sure = confidence === undefined ? undefined : values.map(() => confidence);
  return examinationOf(placedMap(12, values), 0.1, sure);
}

it("what was put there is the copy", () => {
  expect(sidedByHistory([PAIR], saying(0.1, 0.9))).toEqual([{ ...PAIR, isSideKnown: true }]);
});

it("turns a pair around whose source was put there", () => {
  expect(sidedByHistory([PAIR], saying(0.9, 0.1))).toEqual([TURNED]);
});

it.each([
  ["both were moved", 0.9, 0.8],
  ["neither was", 0.1, 0.1],
  ["it is hardly more than half", 0.5, 0],
  ["the other side may have been moved, too", 0.9, 0.2],
])("leaves undecided where %s", (_, left, right) => {
  expect(sidedByHistory([PAIR], saying(left, right))).toEqual([PAIR]);
});

it("does not believe cells without evidence", () => {
  expect(sidedByHistory([PAIR], saying(0.9, 0, 0.2))).toEqual([PAIR]);
});

it("leaves what pixels decided, and regions between all cells", () => {
  const known = { ...PAIR, isSideKnown: true };
  const outside = { ...PAIR, source: rectangle(500, 500, 8, 8) };
  expect(sidedByHistory([known, outside], saying(0.9, 0))).toEqual([known, outside]);
  expect(sidedByHistory([PAIR], undefined)).toEqual([PAIR]);
});

it("takes the cells where they lie: here half of those in the left square say nothing", () => {
  const { map } = saying(0.9, 0);
  const shifted = examinationOf({ ...map, leftPx: -16 }, 0.1);
  expect(sidedByHistory([PAIR], saying(0.9, 0))).toEqual([TURNED]);
  expect(sidedByHistory([PAIR], shifted)).toEqual([PAIR]);
});
