import type { ScannedVerdict } from "../contracts/verdict.ts";
import {
  type CopiedPair,
  type RegionOutline,
  type Witnesses,
  WitnessName,
} from "../contracts/witnesses.ts";

/** What one witness says, for people. */
export interface WitnessSentence {
  readonly name: WitnessName;
  readonly isDeciding: boolean;
  readonly text: string;
}

type Saying = NonNullable<Witnesses[WitnessName]>;

/** What a witness that found something sees, and what that tells. */
export const FOUND: {
  readonly [Name in WitnessName]: readonly [sees: string, tells: string];
} = {
  network: [
    "a region looks unlike the rest",
    "a neural network learned from edited pictures what that looks like",
  ],
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
  return capital(FOUND[name].join(": "));
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** One sentence for each witness that was heard, the one that decided first. */
export function witnessSentences({
  label,
  decidedBy,
  witnesses,
  copies = [],
}: Pick<
  ScannedVerdict,
  "label" | "decidedBy" | "witnesses" | "copies"
>): readonly WitnessSentence[] {
  const isFlagged = label === "manipulated";
  const sentences = WitnessName.options.flatMap((name) => {
    const saying = witnesses[name];
    if (saying === undefined) return [];
    return [
      { name, isDeciding: isFlagged && name === decidedBy, text: sentence(name, saying, copies) },
    ];
  });
  return sentences.toSorted((a, b) => Number(b.isDeciding) - Number(a.isDeciding));
}

/** A score counts for nothing where its witness cannot tell. */
function sentence(name: WitnessName, saying: Saying, copies: readonly CopiedPair[]): string {
  const { state, score, threshold } = saying;
  const isCopied = name === "copies" && state === "found";
  const said = isCopied
    ? `${capital(FOUND.copies[0])}: ${whichIsCopy(copies)}`
    : ABOUT[name][state];
  const isScored = score !== undefined && state !== "cannotTell";
  return `${said}${isScored ? ` (${seenIn(saying)}${distance(score, threshold)})` : ""}.`;
}

/** The network's score may be of tiles; else nobody needs to know that there are views. */
function seenIn(saying: Saying): string {
  const tiles = "view" in saying && saying.view === "tiles" ? saying.views?.tiles : undefined;
  if (tiles === undefined) return "";
  return tiles.count === 1 ? "seen close up: " : `seen close up, in ${tiles.count} tiles: `;
}

/** Which of the two is the copy, where that shows: by where they lie to each other. */
function whichIsCopy(copies: readonly CopiedPair[]): string {
  const pair = copies.find(({ level }) => level === "certain");
  if (pair === undefined) return FOUND.copies[1];
  if (!pair.isSideKnown) return `${FOUND.copies[1]}, and it does not show which`;
  const [copy, source] = [centreOf(pair.copy), centreOf(pair.source)];
  const [right, down] = [copy.x - source.x, copy.y - source.y];
  const [forth, back, by] =
    Math.abs(right) >= Math.abs(down) ? ["right", "left", right] : ["lower", "upper", down];
  const [copied, from] = by >= 0 ? [forth, back] : [back, forth];
  return `the ${copied} one was most likely copied from the ${from} one`;
}

function centreOf({ box }: RegionOutline) {
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
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
