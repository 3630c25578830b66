import type { ScannedVerdict } from "../contracts/verdict.ts";
import { type Witnesses, WitnessName } from "../contracts/witnesses.ts";

/** What one witness says, for people. */
export interface WitnessSentence {
  readonly name: WitnessName;
  readonly isDeciding: boolean;
  readonly text: string;
}

type Saying = NonNullable<Witnesses[WitnessName]>;

const ABOUT: { readonly [Name in WitnessName]: { readonly [State in Saying["state"]]: string } } = {
  network: {
    found: "The network finds a region that looks manipulated",
    nothing: "The network finds no region that looks manipulated",
    cannotTell: "The network cannot tell",
  },
  history: {
    found:
      "A region does not share the compression history of the rest: it was most likely added or changed after the " +
      "picture was first saved",
    nothing: "The whole picture shares one compression history",
    cannotTell:
      "The file holds too little compression history to tell, which is no sign of anything",
  },
  copies: {
    found:
      "Two regions of the picture have the same pixels: one was most likely copied over the other place",
    nothing: "No two regions are certain to be copies of each other",
    cannotTell:
      "The search for copied regions did not come to an end, which is no sign of anything",
  },
};

/** One sentence for each witness that was heard, the one that decided first. */
export function witnessSentences(verdict: ScannedVerdict): readonly WitnessSentence[] {
  const { witnesses = networkAlone(verdict), decidedBy } = verdict;
  const sentences = WitnessName.options.flatMap((name) => {
    const saying = witnesses[name];
    if (saying === undefined) return [];
    return [{ name, isDeciding: name === decidedBy, text: sentence(name, saying) }];
  });
  return sentences.toSorted((a, b) => Number(b.isDeciding) - Number(a.isDeciding));
}

function sentence(name: WitnessName, { state, score, threshold }: Saying): string {
  return `${ABOUT[name][state]}${score === undefined ? "" : ` (${distance(score, threshold)})`}.`;
}

/** A score at its threshold is below it: only what lies strictly above counts. */
function distance(score: number, threshold: number): string {
  const side = score > threshold ? "above" : "below";
  const digits = digitsToTellApart(score, threshold);
  const by = Math.abs(score - threshold).toFixed(digits);
  return `score ${score.toFixed(digits)}, ${by} ${side} the threshold ${threshold.toFixed(digits)}`;
}

const MIN_DIGITS = 3;
const MAX_DIGITS = 12;

/** Enough of them that a score and its threshold are not written alike. */
function digitsToTellApart(score: number, threshold: number): number {
  for (let digits = MIN_DIGITS; digits < MAX_DIGITS; digits++) {
    if (score.toFixed(digits) !== threshold.toFixed(digits)) return digits;
  }
  return score === threshold ? MIN_DIGITS : MAX_DIGITS;
}

/** Of the first contract, which knows no others. */
export function networkAlone({ label, threshold, ...verdict }: ScannedVerdict): Witnesses {
  const state = label === "manipulated" ? "found" : "nothing";
  return { network: { state, score: verdict[threshold.decidedBy], threshold: threshold.value } };
}
