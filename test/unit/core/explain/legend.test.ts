import { expect, it } from "vitest";
import type { CopiedPair } from "../../../../core/contracts/witnesses.ts";
import { legendOf } from "../../../../core/explain/legend.ts";
import { scannedVerdictOf } from "../../../../core/verdicts/result-to-verdict.ts";
import { authentic, scannedResult } from "../../../helpers/builders.ts";

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
const marksOf = (...of: Parameters<typeof legendOf>) => legendOf(...of).map(({ mark }) => mark);

it("tells of what can lie over the picture, and of nothing else", () => {
  expect(marksOf(VERDICT)).toEqual(["overlay", "heat", "region"]);
  expect(marksOf({ ...VERDICT, regions: [] })).toEqual(["overlay", "heat"]);
});

it("calls spots of an authentic picture what they are", () => {
  expect(legendOf(authentic(VERDICT))[0]?.meaning).toContain("mean nothing");
  expect(legendOf(VERDICT)[0]?.meaning).toContain("marked as changed");
});

it("tells the copy from its source only where that is known", () => {
  const known = { ...VERDICT, regions: [], copies: [PAIR] };
  expect(marksOf(known).slice(2)).toEqual(["copy", "source", "joint"]);
  const open = { ...known, copies: [{ ...PAIR, isSideKnown: false, level: "hint" as const }] };
  expect(marksOf(open).slice(2)).toEqual(["copy", "joint", "hint"]);
  expect(legendOf(open)[2]?.meaning).toContain("either may be the copy");
});
