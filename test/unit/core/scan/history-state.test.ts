import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decide } from "../../../../core/scan/decide.ts";
import { historyStateOf } from "../../../../core/scan/history-state.ts";
import type { HistoryExamination, PlacedMap } from "../../../../core/witness-ports.ts";
import { networkSaying } from "../../../helpers/builders.ts";
import { uniformMap } from "../../../helpers/doubles/fake-scan.ts";
import { examinationOf, HISTORY_RULES, placedMap } from "../../../helpers/history-map.ts";

const NETWORK = { value: 0.5, decidedBy: "score" } as const;
const FOUR = placedMap(2, [0, 0, 0, 0]);

/** A verdict on an image of which the network and history say this much. */
function decideOn(seen: number, history: HistoryExamination | undefined) {
  const testimony = { network: uniformMap(2, seen), history };
  return decide(testimony, { threshold: NETWORK, history: HISTORY_RULES });
}

describe("what history says", () => {
  const stateOf = (score: number, confidence?: readonly number[]) =>
    historyStateOf(examinationOf(FOUR, score, confidence), HISTORY_RULES);

  it("is that it found something strictly above its threshold, however little it knows", () => {
    expect(stateOf(0.61)).toBe("found");
    expect(stateOf(0.6)).toBe("nothing");
    expect(stateOf(0.61, [0, 0, 0, 0])).toBe("found");
  });

  it("is nothing only where enough cells have evidence", () => {
    expect(stateOf(0, [0.5, 0, 0, 0])).toBe("nothing");
    expect(stateOf(0, [0.49, 0.49, 0.49, 0.49])).toBe("cannotTell");
    expect(historyStateOf(undefined, HISTORY_RULES)).toBe("cannotTell");
  });
});

describe("the verdict of two witnesses", () => {
  it("names each, and who was furthest above the threshold", () => {
    expect(decideOn(0.75, examinationOf(FOUR, 0.875))).toEqual({
      label: "manipulated",
      decidedBy: "history",
      ...{ score: 0.875, threshold: 0.6 },
      witnesses: {
        network: networkSaying("found", 0.75),
        history: { state: "found", score: 0.875, threshold: 0.6 },
      },
    });
    // The odds of 0.75 are 3 times those of 0.5, and twice those of 0.6.
    expect(decideOn(0.75, examinationOf(FOUR, 0.75)).decidedBy).toBe("network");
  });

  it("is authentic where none found anything, by the one that came nearest to its threshold", () => {
    const score = 0.5;
    // The odds of 0.6 are 1.5 times those of 0.5, which those of 0.45 are 0.82 times.
    expect(decideOn(0.45, examinationOf(FOUR, score))).toMatchObject({
      ...{ label: "authentic", decidedBy: "network", threshold: 0.5 },
    });
    expect(decideOn(0.3, examinationOf(FOUR, score))).toMatchObject({
      ...{ label: "authentic", decidedBy: "history", score, threshold: 0.6 },
    });
  });

  it("is never that of a witness that cannot tell", () => {
    const blind = examinationOf(FOUR, 0.6, [0, 0, 0, 0]);
    for (const history of [blind, undefined]) {
      const decision = decideOn(0.25, history);
      expect(decision).toMatchObject({ label: "authentic", decidedBy: "network", score: 0.25 });
      expect(decision.witnesses.history).toMatchObject({ state: "cannotTell", threshold: 0.6 });
    }
  });

  it("has no history where it is no witness", () => {
    const decision = decide({ network: uniformMap(2, 0.75) }, { threshold: NETWORK });
    expect(decision.witnesses).not.toHaveProperty("history");
    expect(decision.decidedBy).toBe("network");
  });

  it("follows from any scores", () => {
    const share = fc.integer({ min: 0, max: 20 }).map((i) => i / 20);
    fc.assert(
      fc.property(share, share, share, share, (seen, remembered, value, threshold) => {
        const { label, score, witnesses, decidedBy, ...deciding } = decide(
          { network: uniformMap(2, seen), history: examinationOf(FOUR, remembered) },
          {
            threshold: { value, decidedBy: "robustScore" },
            history: { ...HISTORY_RULES, threshold },
          },
        );
        const margins: Record<string, number> = {
          network: above(Math.fround(seen), value),
          history: above(remembered, threshold),
        };
        const states = [witnesses.network.state, witnesses.history?.state];
        expect(states.map((state) => state === "found")).toEqual(
          Object.values(margins).map((margin) => margin > 0),
        );
        const isFound = states.includes("found");
        expect(label).toBe(isFound ? "manipulated" : "authentic");
        expect(witnesses[decidedBy]).toMatchObject({ score, threshold: deciding.threshold });
        const heard = Object.values(margins).filter((margin) => margin > 0 || !isFound);
        expect(margins[decidedBy]).toBeCloseTo(Math.max(...heard), 6);
        expect(score > deciding.threshold).toBe(isFound);
      }),
    );
  });
});

/** How many times the threshold's odds a score's are, as a logarithm: 0 where they are the same. */
function above(score: number, threshold: number): number {
  const odds = (p: number) => Math.max(p, 1e-9) / Math.max(1 - p, 1e-9);
  return Math.log(odds(score) / odds(threshold));
}

describe("a witness that breaks its contract is no evidence", () => {
  const broken: readonly (readonly [string, Partial<PlacedMap>])[] = [
    ["4 values, expected 2×3", { height: 3 }],
    ["value NaN is outside", { values: Float32Array.of(0, 0, 0, Number.NaN) }],
    ["value 1.5 is outside", { values: Float32Array.of(0, 0, 0, 1.5) }],
    ["has no place", { leftPx: Number.NaN }],
    ["has no place", { cellHeightPx: 0 }],
    ["has no place", { cellWidthPx: Number.POSITIVE_INFINITY }],
  ];
  it.each(broken)("%s", (message, change) => {
    const good = examinationOf(FOUR, 0);
    const judge = (history: HistoryExamination) => () => decideOn(0, history);
    expect(judge({ ...good, map: { ...FOUR, ...change } })).toThrow(message);
    expect(judge({ ...good, confidence: { ...FOUR, ...change } })).toThrow(message);
  });

  it("confidence of other cells, a score that is none", () => {
    const narrow = { ...FOUR, width: 1, height: 4 };
    const good = examinationOf(FOUR, 0);
    expect(() => decideOn(0, { ...good, confidence: narrow })).toThrow("of the same cells");
    expect(() => decideOn(0, { ...good, score: 1.01 })).toThrow("score 1.01 is outside");
  });
});
