import { expect, it } from "vitest";
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
