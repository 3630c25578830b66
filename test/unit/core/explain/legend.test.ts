import { expect, it } from "vitest";
import type { CopiedPair } from "../../../../core/contracts/witnesses.ts";
import { legendOf } from "../../../../core/explain/legend.ts";
import { scannedVerdictOf } from "../../../../core/verdicts/result-to-verdict.ts";
import { scannedResult } from "../../../helpers/builders.ts";

const VERDICT = scannedVerdictOf(scannedResult(), "masks");
const corners = [
  { x: 0, y: 0 },
  { x: 9, y: 0 },
  { x: 0, y: 9 },
];
const side = { box: { x: 0, y: 0, width: 9, height: 9 }, polygons: [corners], areaPixels: 40 };
const PAIR: CopiedPair = {
  ...{ source: side, copy: side, isSideKnown: true, confidence: 0.95, level: "certain" },
  transform: { xx: 1, xy: 0, x0: 0, yx: 0, yy: 1, y0: 0 },
};
const marksOf = (...[verdict, shown]: Parameters<typeof legendOf>) =>
  legendOf(verdict, shown).map(({ mark }) => mark);

it("tells of what lies over the picture, and of nothing else", () => {
  expect(marksOf(VERDICT, { layer: "original", hasOutlines: false })).toEqual([]);
  expect(marksOf(VERDICT, { layer: "heat", hasOutlines: false })).toEqual(["heat"]);
  expect(marksOf(VERDICT, { layer: "overlay", hasOutlines: true })).toEqual(["overlay", "region"]);
  const nothing = { ...VERDICT, regions: [] };
  expect(marksOf(nothing, { layer: "original", hasOutlines: true })).toEqual([]);
});

it("tells the copy from its source only where that is known", () => {
  const shown = { layer: "original", hasOutlines: true } as const;
  const known = { ...VERDICT, regions: [], copies: [PAIR] };
  expect(marksOf(known, shown)).toEqual(["copy", "source", "joint"]);
  const open = { ...known, copies: [{ ...PAIR, isSideKnown: false, level: "hint" as const }] };
  expect(marksOf(open, shown)).toEqual(["copy", "joint", "hint"]);
  expect(legendOf(open, shown)[0]?.meaning).toContain("either may be the copy");
});
