import type { Verdict } from "../contracts/verdict.ts";
import type { ReviewDecision } from "./review.ts";

/** What a person may say of a verdict. */
export interface ReviewChoice {
  readonly decision: Exclude<ReviewDecision, "withdrawn">;
  /** On the button. */
  readonly name: string;
  /** When it was said. */
  readonly said: string;
  readonly key: string;
}

const UNSURE: ReviewChoice = { decision: "unsure", name: "Unsure", said: "Unsure", key: "u" };
const FALSE_ALARM: ReviewChoice = {
  ...{ decision: "falseAlarm", name: "False alarm", said: "False alarm", key: "f" },
};
const MISSED: ReviewChoice = {
  ...{ decision: "missed", name: "Missed an edit", said: "Missed", key: "m" },
};
const OF_FLAGGED: readonly ReviewChoice[] = [
  { decision: "confirmed", name: "Confirm", said: "Confirmed", key: "c" },
  FALSE_ALARM,
  UNSURE,
];
const OF_OTHERS: readonly ReviewChoice[] = [
  { decision: "confirmed", name: "Agree", said: "Agreed", key: "c" },
  MISSED,
  UNSURE,
];

/** Where nothing was found there is no false alarm, and where something was nothing was missed. */
export function choicesOn(verdict: Verdict): readonly ReviewChoice[] {
  return isFlagged(verdict) ? OF_FLAGGED : OF_OTHERS;
}

/** What was said of a verdict, in words; also what an earlier version let people say of it. */
export function saidOf(verdict: Verdict, decision: ReviewDecision): string {
  const choices = [...choicesOn(verdict), FALSE_ALARM, MISSED];
  return choices.find((choice) => choice.decision === decision)?.said ?? "";
}

function isFlagged(verdict: Verdict): boolean {
  return verdict.state === "scanned" && verdict.label === "manipulated";
}
