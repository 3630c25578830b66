import { describe, expect, it } from "vitest";
import type { CopiedPair } from "../../../../core/contracts/witnesses.ts";
import { witnessSentences } from "../../../../core/explain/witness-sentences.ts";
import { scannedVerdictOf } from "../../../../core/verdicts/result-to-verdict.ts";
import { authentic, networkSaying, scannedResult } from "../../../helpers/builders.ts";

const VERDICT = scannedVerdictOf(scannedResult(), "masks");

it("says of every witness what it saw and how far that is from its threshold, the deciding one first", () => {
  const verdict = {
    ...VERDICT,
    decidedBy: "copies" as const,
    witnesses: {
      network: networkSaying("nothing", 0.42),
      history: { state: "cannotTell" as const, threshold: 0.8 },
      copies: { state: "found" as const, score: 0.954, threshold: 0.9 },
    },
  };
  const sentences = witnessSentences(verdict);
  expect(sentences.map(({ name, isDeciding }) => [name, isDeciding])).toEqual([
    ["copies", true],
    ["network", false],
    ["history", false],
  ]);
  expect(sentences.map(({ text }) => text)).toEqual([
    expect.stringMatching(/copied over .* \(score 0\.954, 0\.054 above the threshold 0\.900\)\.$/),
    expect.stringMatching(/No region .* \(score 0\.420, 0\.080 below the threshold 0\.500\)\.$/),
    expect.stringMatching(/no sign of anything\.$/),
  ]);
});

it("never writes a score and the threshold that it exceeds alike", () => {
  const network = networkSaying("found", 0.979_04, 0.979_01);
  const [sentence] = witnessSentences({ ...VERDICT, witnesses: { network } });
  expect(sentence?.text).toContain("score 0.97904, 0.00003 above the threshold 0.97901");
});

it("says of nobody that they decided that nothing was found", () => {
  expect(witnessSentences(authentic(VERDICT))).toEqual([
    {
      name: "network",
      isDeciding: false,
      text: expect.stringContaining("below the threshold 0.500"),
    },
  ]);
});

describe("of a pair that is certain it says which side is the copy", () => {
  const sideAt = (x: number, y: number) => {
    const corners = [
      { x, y },
      { x: x + 9, y },
      { x, y: y + 9 },
    ];
    return { box: { x, y, width: 9, height: 9 }, polygons: [corners], areaPixels: 40 };
  };
  const transform = { xx: 1, xy: 0, x0: 0, yx: 0, yy: 1, y0: 0 };
  const PAIR: CopiedPair = {
    ...{ source: sideAt(100, 100), copy: sideAt(10, 90) },
    ...{ isSideKnown: true, transform, confidence: 0.95, level: "certain" },
  };
  const copies = { state: "found" as const, score: 0.95, threshold: 0.9 };
  const said = (change: Partial<CopiedPair>) => {
    const [, sentence] = witnessSentences({
      ...VERDICT,
      witnesses: { ...VERDICT.witnesses, copies },
      copies: [{ ...PAIR, ...change }],
    });
    return sentence?.text;
  };

  it.each([
    ["left", "right", sideAt(10, 90)],
    ["right", "left", sideAt(200, 130)],
    ["upper", "lower", sideAt(110, 10)],
    ["lower", "upper", sideAt(90, 190)],
  ])("the %s one", (copied, from, copy) => {
    expect(said({ copy })).toContain(
      `the ${copied} one was most likely copied from the ${from} one (`,
    );
  });

  it("or that it does not show", () => {
    expect(said({ isSideKnown: false })).toContain("and it does not show which");
  });
});

it("gives no score where a witness cannot tell", () => {
  const history = { state: "cannotTell", score: 0.7, threshold: 0.8 } as const;
  const [, sentence] = witnessSentences({
    ...VERDICT,
    witnesses: { ...VERDICT.witnesses, history },
  });
  expect(sentence?.text).toMatch(/no sign of anything\.$/);
});

it("the network says when it was close up that it saw something", () => {
  const seen = { score: 0.97, threshold: 0.9 };
  const textFor = (count: number) => {
    const views = { frame: { score: 0.1, threshold: 0.9 }, tiles: { ...seen, count } };
    const network = { ...networkSaying("found", 0.97, 0.9), view: "tiles" as const, views };
    const { findings } = scannedResult();
    const [said] = witnessSentences({ ...findings, decidedBy: "network", witnesses: { network } });
    return said?.text;
  };
  expect(textFor(7)).toContain("(seen close up, in 7 tiles: score 0.970, 0.070 above");
  expect(textFor(1)).toContain("(seen close up: score 0.970");
});
