import { REASONS } from "../contracts/reasons.ts";
import type { ScannedVerdict, Verdict } from "../contracts/verdict.ts";
import type { Witnesses, WitnessName, WitnessState } from "../contracts/witnesses.ts";
import { apart } from "./apart.ts";

/** What one witness says, for people. */
export interface WitnessAccount {
  readonly name: WitnessName;
  readonly title: string;
  readonly state: WitnessState;
  /** Absent where there was no evidence at all. */
  readonly score?: number;
  readonly threshold: number;
  readonly isDeciding: boolean;
  readonly sentence: string;
}

/** A verdict in plain words. */
export interface Account {
  /** What it comes to. */
  readonly headline: string;
  /** What to make of it. */
  readonly advice: string;
  /** Of a scan: who looked, in the order in which one reads them. */
  readonly witnesses: readonly WitnessAccount[];
}

const TITLES: { readonly [Name in WitnessName]: string } = {
  history: "What the file remembers",
  copies: "Copied regions",
  network: "How the picture looks",
};

/** What it means that this witness decided. */
const HEADLINES: { readonly [Name in WitnessName]: string } = {
  history: "Likely edited: a region does not share the compression history of the rest.",
  copies: "Likely edited: two regions of this picture have the same pixels.",
  network: "Likely edited: a region looks unlike the rest.",
};

const FOUND: { readonly [Name in WitnessName]: string } = {
  history:
    "Part of the file does not share the compression history of the rest: it was most likely added or changed after the picture was first saved.",
  copies:
    "Two regions have the same pixels: one was most likely copied over the other place. Compare them by eye.",
  network: "The network sees a region that looks unlike the rest of the picture.",
};

const NOTHING: { readonly [Name in WitnessName]: string } = {
  history: "As far as the file remembers, all of it has one compression history.",
  copies: "No two regions are certain to be copies of each other.",
  network: "The network sees no region that looks unlike the rest.",
};

const CANNOT_TELL: { readonly [Name in WitnessName]: string } = {
  history: "The file remembers too little of its past to tell, which is no sign of anything.",
  copies: "The search for copies did not come to its end, so it cannot tell.",
  network: "The network cannot tell.",
};

const READING_ORDER = ["history", "copies", "network"] as const;
const LOOK =
  "Treat it as a reason to look, never as the only ground for a decision about a person.";

export function accountOf(verdict: Verdict): Account {
  switch (verdict.state) {
    case "scanned":
      return accountOfScan(verdict);
    case "deleted":
      return { headline: "This picture was removed.", advice: "", witnesses: [] };
    default: {
      const { code, message } = verdict.reason;
      const advice = REASONS[code].retryable
        ? "Another scan may help: nothing is wrong with the picture itself."
        : "Another scan of the same file ends the same way.";
      return { headline: message, advice, witnesses: [] };
    }
  }
}

function accountOfScan(verdict: ScannedVerdict): Account {
  const heard = witnessesOf(verdict);
  const decider = decidingOf(verdict);
  const witnesses = READING_ORDER.flatMap((name) => {
    const said = heard[name];
    return said === undefined ? [] : [witnessAccount(verdict, name, said, name === decider)];
  });
  if (decider !== undefined) return { headline: HEADLINES[decider], advice: LOOK, witnesses };
  const hints = verdict.copies?.length ?? 0;
  const advice =
    hints > 0
      ? `That is no proof that nothing was changed. ${counted(hints)} of regions that are alike ${hints === 1 ? "is" : "are"} worth a look.`
      : "That is no proof that nothing was changed.";
  return { headline: "Nothing was found.", advice, witnesses };
}

/** The first version of the contract knows the network alone, and does not name it. */
function witnessesOf({ witnesses, label, threshold, ...scores }: ScannedVerdict): Witnesses {
  if (witnesses !== undefined) return witnesses;
  const state = label === "manipulated" ? "found" : "nothing";
  return { network: { state, score: scores[threshold.decidedBy], threshold: threshold.value } };
}

export function decidingOf({ label, decidedBy }: ScannedVerdict): WitnessName | undefined {
  return label === "manipulated" ? (decidedBy ?? "network") : undefined;
}

/** The score that says most about the label, 0 to 1: the decider's, else the highest above its threshold. */
export function tellingScoreOf(verdict: ScannedVerdict): number {
  const heard = witnessesOf(verdict);
  const decider = decidingOf(verdict);
  return (decider && heard[decider]?.score) ?? heard.network.score;
}

function witnessAccount(
  verdict: ScannedVerdict,
  name: WitnessName,
  said: NonNullable<Witnesses[WitnessName]>,
  isDeciding: boolean,
): WitnessAccount {
  const { state, score, threshold } = said;
  const words = { found: FOUND, nothing: NOTHING, cannotTell: CANNOT_TELL }[state][name];
  const hints = name === "copies" && state !== "found" ? hintsIn(verdict) : "";
  const sentence = [words, hints, score === undefined ? "" : distance(score, threshold)]
    .filter(Boolean)
    .join(" ");
  const scored = score === undefined ? {} : { score };
  return { name, title: TITLES[name], state, ...scored, threshold, isDeciding, sentence };
}

function hintsIn({ copies = [] }: ScannedVerdict): string {
  if (copies.length === 0) return "";
  return `${counted(copies.length)} that ${copies.length === 1 ? "is" : "are"} alike may be looked at.`;
}

function counted(pairs: number): string {
  return pairs === 1 ? "One pair" : `${pairs} pairs`;
}

/** "0.984, which is 0.005 above its threshold of 0.979." */
function distance(score: number, threshold: number): string {
  const [shownScore, shownThreshold, shownGap] = apart(score, threshold);
  const side = score > threshold ? "above" : "below";
  if (score === threshold) return `${shownScore}, exactly its threshold, which it has to exceed.`;
  return `${shownScore}, which is ${shownGap} ${side} its threshold of ${shownThreshold}.`;
}
