import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MAX_COPIES } from "../../../../../core/contracts/witnesses.ts";
import { analyse } from "../../../../../core/scan/analyse.ts";
import type { CopyExamination, ExaminedPair } from "../../../../../core/witness-ports.ts";
import { IMAGE } from "../../../../helpers/builders.ts";
import { copiedPair, examinationOfCopies, rectangle } from "../../../../helpers/copied-pairs.ts";
import { uniformMap } from "../../../../helpers/doubles/fake-scan.ts";
import { examinationOf, HISTORY_RULES, placedMap } from "../../../../helpers/history-map.ts";

const RULES = {
  threshold: { value: 0.5, decidedBy: "robustScore" },
  history: HISTORY_RULES,
  certainCopies: 0.6,
} as const;
const HINT = { level: "hint", confidence: 0.55 } as const;

/** Nobody else sees anything, unless `p` or `score` says so. */
function analysisOf(copies: CopyExamination, { p = 0, score = 0 } = {}) {
  const history = examinationOf(placedMap(80, Array<number>(80 * 60).fill(0)), score);
  return analyse({ network: uniformMap(8, p), history, copies }, IMAGE, RULES);
}

const findingsOf = (...pairs: readonly ExaminedPair[]) =>
  analysisOf(examinationOfCopies(...pairs)).findings;

describe("what pairs of copies decide", () => {
  it("is the label, where one is certain", () => {
    expect(findingsOf(copiedPair())).toMatchObject({ label: "manipulated", decidedBy: "copies" });
  });

  it("is nothing, where all are hints: they are told, and no pixel is called manipulated", () => {
    const { label, copies, witnesses, regions } = findingsOf(copiedPair(HINT));
    expect({ label, regions }).toEqual({ label: "authentic", regions: [] });
    expect(witnesses.copies).toEqual({ state: "nothing", score: 0.55, threshold: 0.6 });
    expect(copies).toMatchObject([HINT]);
  });

  it("names copies before witnesses that are further above their thresholds", () => {
    const certain = copiedPair({ confidence: 0.65 });
    const { findings } = analysisOf(examinationOfCopies(certain), { p: 1, score: 1 });
    expect(findings).toMatchObject({
      decidedBy: "copies",
      witnesses: { network: { state: "found" }, history: { state: "found" } },
    });
  });

  it("is left open where time ran out without a certain pair", () => {
    const unfinished = { pairs: [copiedPair(HINT)], isComplete: false };
    expect(analysisOf(unfinished).findings.witnesses.copies?.state).toBe("cannotTell");
    const found = { pairs: [copiedPair()], isComplete: false };
    expect(analysisOf(found).findings.witnesses.copies?.state).toBe("found");
  });

  it("is told of the most confident pairs alone, and without their evidence", () => {
    const pairs = Array.from({ length: MAX_COPIES + 3 }, (_, i) =>
      copiedPair({ confidence: 0.95 - i / 100 }),
    );
    const { copies = [] } = findingsOf(...pairs);
    expect(copies).toHaveLength(MAX_COPIES);
    expect(copies.every((pair) => !("evidence" in pair))).toBe(true);
    expect(copies.map(({ confidence }) => confidence)).toEqual(
      pairs.slice(0, MAX_COPIES).map(({ confidence }) => confidence),
    );
  });

  it("needs a confidence that is one", () => {
    expect(() => findingsOf(copiedPair({ confidence: Number.NaN }))).toThrow("outside [0, 1]");
  });
});

describe("what of a pair is in the mask", () => {
  it("is the copy, where it shows which side that is", () => {
    const boxes = findingsOf(copiedPair()).regions.map(({ x, y }) => [x, y]);
    expect(boxes).toEqual([[400, 100]]);
  });

  it("is both sides, where it does not", () => {
    const { regions, manipulatedFraction } = findingsOf(copiedPair({ isSideKnown: false }));
    expect(regions.map(({ x, areaPixels }) => [x, areaPixels])).toEqual([
      [100, 8000],
      [400, 8000],
    ]);
    expect(manipulatedFraction).toBe(16_000 / (640 * 480));
  });

  it("is as fine as the image, up to a thousand samples along a side", () => {
    const image = { ...IMAGE, width: 4096, height: 512 };
    const pair = copiedPair({ copy: rectangle(2000, 200, 400, 100) });
    const testimony = { network: uniformMap(8, 0), copies: examinationOfCopies(pair) };
    const { map, findings } = analyse(testimony, image, RULES);
    expect(map).toMatchObject({ width: 1024, height: 512 });
    const [region] = findings.regions;
    expect(region?.areaPixels).toBeGreaterThan(0.98 * 40_000);
    expect(region?.areaPixels).toBeLessThan(1.02 * 40_000);
  });

  it("lowers what others say who found nothing", () => {
    const { probabilities } = analysisOf(examinationOfCopies(copiedPair()), { p: 0.45 });
    const lowered = 0.45 / (0.45 + 0.55 * Math.exp(HISTORY_RULES.silentShift));
    expect(probabilities.values[0]).toBeCloseTo(lowered, 5);
  });

  it("is never more than half of a hint, in any order of pairs", () => {
    const level = fc.constantFrom("certain", "hint" as const);
    const pair = fc
      .tuple(level, fc.double({ min: 0.61, max: 1, noNaN: true }))
      .map(([one, confidence]) => copiedPair({ level: one, confidence }));
    fc.assert(
      fc.property(fc.array(pair, { maxLength: 4 }), (pairs) => {
        const sorted = pairs.toSorted((a, b) => b.confidence - a.confidence);
        const { findings, probabilities } = analysisOf(examinationOfCopies(...sorted));
        const isCertain = pairs.some((one) => one.level === "certain");
        expect(findings.regions.length > 0).toBe(isCertain);
        const most = probabilities.values.reduce((a, b) => Math.max(a, b), 0);
        expect(most > 0.5).toBe(isCertain);
      }),
      { numRuns: 20 },
    );
  });
});
