import { REASONS } from "../contracts/reasons.ts";
import type { ScannedVerdict, Verdict } from "../contracts/verdict.ts";
import type { WitnessName, WitnessState } from "../contracts/witnesses.ts";
import { FOUND, witnessSentences } from "./witness-sentences.ts";

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
  /** What to make of it, where the headline does not say. */
  readonly advice: string;
  /** Whether another scan may say something else. */
  readonly isRescanUseful: boolean;
  /** Of a scan: who looked, the one that decided first. */
  readonly witnesses: readonly WitnessAccount[];
}

const TITLES: { readonly [Name in WitnessName]: string } = {
  history: "What the file remembers",
  copies: "Copied regions",
  network: "How the picture looks",
};

const LOOK =
  "Treat it as a reason to look, never as the only ground for a decision about a person.";

const UNSEEN = { advice: "", witnesses: [] };

export function accountOf(verdict: Verdict): Account {
  switch (verdict.state) {
    case "scanned":
      return accountOfScan(verdict);
    case "deleted":
      return { ...UNSEEN, headline: "This picture was removed.", isRescanUseful: false };
    default: {
      const { code, message } = verdict.reason;
      return { ...UNSEEN, headline: message, isRescanUseful: REASONS[code].retryable };
    }
  }
}

function accountOfScan(verdict: ScannedVerdict): Account {
  const heard = verdict.witnesses;
  const decider = verdict.label === "manipulated" ? verdict.decidedBy : undefined;
  const witnesses = witnessSentences(verdict).flatMap(({ name, text }) => {
    const said = heard[name];
    if (said === undefined) return [];
    const hints = name === "copies" && said.state !== "found" ? hintsIn(verdict) : "";
    const sentence = hints === "" ? text : `${text} ${hints}`;
    return [{ ...said, name, title: TITLES[name], isDeciding: name === decider, sentence }];
  });
  const seen = { witnesses, isRescanUseful: true };
  if (decider !== undefined)
    return { ...seen, headline: `Likely edited: ${FOUND[decider][0]}.`, advice: LOOK };
  const hints = verdict.copies?.length ?? 0;
  const advice =
    hints > 0
      ? `That is no proof that nothing was changed. ${counted(hints)} of regions that are alike ${hints === 1 ? "is" : "are"} worth a look.`
      : "That is no proof that nothing was changed.";
  return { ...seen, headline: "Nothing was found.", advice };
}

function hintsIn({ copies = [] }: ScannedVerdict): string {
  if (copies.length === 0) return "";
  return `${counted(copies.length)} that ${copies.length === 1 ? "is" : "are"} alike may be looked at.`;
}

function counted(pairs: number): string {
  return pairs === 1 ? "One pair" : `${pairs} pairs`;
}
