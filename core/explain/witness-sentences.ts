import type { ScannedVerdict } from "../contracts/verdict.ts";
import { type Witnesses, WitnessName } from "../contracts/witnesses.ts";

/** What one witness says, for people. */
export interface WitnessSentence {
  readonly name: WitnessName;
  readonly isDeciding: boolean;
  readonly text: string;
}

type Saying = NonNullable<Witnesses[WitnessName]>;

/** What a witness that found something sees, and what that tells. */
export const FOUND: {
  readonly [Name in WitnessName]: readonly [sees: string, tells?: string];
} = {
  network: ["a region looks unlike the rest"],
  history: [
    "a region does not share the compression history of the rest",
    "it was most likely added or changed after the picture was first saved",
  ],
  copies: [
    "two regions of this picture have the same pixels",
    "one was most likely copied over the other place",
  ],
};

const ABOUT: { readonly [Name in WitnessName]: { readonly [State in Saying["state"]]: string } } = {
  network: {
    found: foundBy("network"),
    nothing: "No region looks unlike the rest",
    cannotTell: "The network cannot tell",
  },
  history: {
    found: foundBy("history"),
    nothing: "The whole picture shares one compression history",
    cannotTell:
      "The file holds too little compression history to tell, which is no sign of anything",
  },
  copies: {
    found: foundBy("copies"),
    nothing: "No two regions are certain to be copies of each other",
    cannotTell:
      "The search for copied regions did not come to an end, which is no sign of anything",
  },
};

function foundBy(name: WitnessName): string {
  const text = FOUND[name].join(": ");
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** One sentence for each witness that was heard, the one that decided first. */
export function witnessSentences({
  label,
  decidedBy,
  witnesses,
}: Pick<ScannedVerdict, "label" | "decidedBy" | "witnesses">): readonly WitnessSentence[] {
  const isFlagged = label === "manipulated";
  const sentences = WitnessName.options.flatMap((name) => {
    const saying = witnesses[name];
    if (saying === undefined) return [];
    return [{ name, isDeciding: isFlagged && name === decidedBy, text: sentence(name, saying) }];
  });
  return sentences.toSorted((a, b) => Number(b.isDeciding) - Number(a.isDeciding));
}

function sentence(name: WitnessName, { state, score, threshold }: Saying): string {
  return `${ABOUT[name][state]}${score === undefined ? "" : ` (${distance(score, threshold)})`}.`;
}

/** A score at its threshold is below it: only what lies strictly above counts. */
function distance(score: number, threshold: number): string {
  const side = score > threshold ? "above" : "below";
  const [said, level] = toldApart(score, threshold);
  const by = Math.abs(score - threshold).toFixed(level.length - "0.".length);
  return `score ${said}, ${by} ${side} the threshold ${level}`;
}

/** A score and its threshold, never written alike unless they are. */
export function toldApart(score: number, threshold: number): readonly [string, string] {
  const digits = digitsToTellApart(score, threshold);
  return [score.toFixed(digits), threshold.toFixed(digits)];
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
