import { expect, it } from "vitest";
import { scanError } from "../../../../core/contracts/reasons.ts";
import { failureOf } from "../../../../core/contracts/scan-result.ts";
import type { ScannedVerdict } from "../../../../core/contracts/verdict.ts";
import { accountOf } from "../../../../core/explain/account.ts";
import {
  deletedVerdictOf,
  scannedVerdictOf,
  unscannedVerdictOf,
} from "../../../../core/verdicts/result-to-verdict.ts";
import {
  authentic,
  deletedResult,
  networkSaying,
  parkedResult,
  scannedResult,
} from "../../../helpers/builders.ts";

const FLAGGED = scannedVerdictOf(scannedResult(), "masks");
const LONGEST_SENTENCE_WORDS = 40;

function heard(witnesses: Partial<ScannedVerdict["witnesses"]>): ScannedVerdict {
  return { ...FLAGGED, witnesses: { network: networkSaying("nothing", 0.2), ...witnesses } };
}

const sentences = (verdict: ScannedVerdict) =>
  Object.fromEntries(accountOf(verdict).witnesses.map(({ name, sentence }) => [name, sentence]));

it("says who decided, and how far from the threshold", () => {
  const { headline, witnesses } = accountOf(FLAGGED);
  expect(headline).toContain("Likely edited");
  expect(witnesses).toHaveLength(1);
  expect(witnesses[0]).toMatchObject({ name: "network", state: "found", isDeciding: true });
  expect(witnesses[0]?.sentence).toContain("score 0.970, 0.470 above the threshold 0.500");
});

it("names the deciding witness in the headline, and the others beside it", () => {
  const history = { state: "found", score: 0.9, threshold: 0.8 } as const;
  const account = accountOf({ ...heard({ history }), decidedBy: "history" });
  expect(account.headline).toContain("compression history");
  expect(account.witnesses.map(({ name, isDeciding }) => [name, isDeciding])).toEqual([
    ["history", true],
    ["network", false],
  ]);
});

it("does not call it a finding that a witness cannot tell", () => {
  const history = { state: "cannotTell", score: 0.7, threshold: 0.8 } as const;
  const said = sentences({
    ...authentic(heard({})),
    witnesses: heard({ history }).witnesses,
  });
  expect(said["history"]).toBe(
    "The file holds too little compression history to tell, which is no sign of anything.",
  );
  expect(said["network"]).toContain("0.300 below");
});

it("says of an authentic picture that it is no proof, and which hints there are", () => {
  expect(accountOf(authentic(FLAGGED)).headline).toBe("Nothing was found.");
  const box = { x: 0, y: 0, width: 5, height: 5 };
  const corners = [
    { x: 0, y: 0 },
    { x: 5, y: 0 },
    { x: 5, y: 5 },
  ];
  const side = { box, polygons: [corners], areaPixels: 12 };
  const transform = { xx: 1, xy: 0, x0: 9, yx: 0, yy: 1, y0: 9 };
  const hint = {
    source: side,
    copy: side,
    isSideKnown: false,
    transform,
    confidence: 0.6,
    level: "hint",
  } as const;
  const copies = { state: "nothing", score: 0.6, threshold: 0.9 } as const;
  const { witnesses } = heard({ copies });
  const account = accountOf({ ...authentic(FLAGGED), witnesses, copies: [hint] });
  expect(account.advice).toContain("One pair of regions that are alike is worth a look");
});

it("gives the reason of what was not scanned, and whether a retry helps", () => {
  const gaveUp = accountOf(unscannedVerdictOf(parkedResult()));
  expect(gaveUp.headline).toContain("received none in 4 deliveries");
  expect(gaveUp).toMatchObject({ advice: "", isRescanUseful: true });
  const damaged = scanError("corrupt", { found: "half a file" });
  const result = { ...parkedResult(), ...failureOf(damaged) };
  expect(accountOf(unscannedVerdictOf(result)).isRescanUseful).toBe(false);
});

it("speaks of what was removed", () => {
  const removed = deletedVerdictOf(deletedResult({ sequencer: "0062F9" }, "object"));
  expect(accountOf(removed)).toEqual({
    headline: "This picture was removed.",
    advice: "",
    witnesses: [],
    isRescanUseful: false,
  });
});

it("keeps to short sentences", () => {
  const found = { state: "found", score: 0.9, threshold: 0.8 } as const;
  const nothing = { state: "nothing", score: 0.1, threshold: 0.8 } as const;
  const blind = { state: "cannotTell", score: 0.1, threshold: 0.8 } as const;
  for (const said of [found, nothing, blind]) {
    const network = networkSaying(said.state, said.score, said.threshold);
    const account = accountOf(heard({ network, history: said, copies: said }));
    const texts = [
      account.headline,
      account.advice,
      ...account.witnesses.map((one) => one.sentence),
    ];
    for (const sentence of texts.flatMap((text) => text.split(/[.:]\s/))) {
      expect(sentence.split(" ").length).toBeLessThanOrEqual(LONGEST_SENTENCE_WORDS);
    }
  }
});
