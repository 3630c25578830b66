import { type Witnesses, WitnessName } from "../witnesses.ts";
import type { Findings } from "./findings.ts";

/** Of a score and the threshold it is compared with. */
interface Level {
  readonly score: number;
  readonly threshold: number;
}

/** Log odds of 0 and 1 have no end. */
const EDGE = 1e-9;

/**
 * How far a score lies above its threshold, in log odds: the one measure in which scores of several
 * witnesses compare. Negative below it; some 40 at most either way.
 */
export function marginOf({ score, threshold }: Level): number {
  return logOdds(score) - logOdds(threshold);
}

function logOdds(probability: number): number {
  const held = Math.min(Math.max(probability, EDGE), 1 - EDGE);
  return Math.log(held / (1 - held));
}

/**
 * Whose score and threshold are the verdict's. Of those that found something: `copies` before the others,
 * as its evidence can be checked by eye, else the one furthest above its threshold. Where nobody did: the
 * one nearest to its threshold, which is what kept the picture from being flagged. Who cannot tell decides nothing.
 */
function decidingWitnessOf(witnesses: Witnesses): WitnessName {
  if (witnesses.copies?.state === "found") return "copies";
  const byMargin = heardIn(witnesses).toSorted((a, b) => b.margin - a.margin);
  const found = byMargin.find(({ state }) => state === "found");
  const nearest = byMargin.find(({ state }) => state === "nothing");
  return (found ?? nearest)?.name ?? "network";
}

/** The deciding score of what was said. @throws TypeError when `decidedBy` names one without a score. */
export function decidingScoreOf(
  witnesses: Witnesses,
  decidedBy: WitnessName = decidingWitnessOf(witnesses),
): Pick<Findings, "score" | "threshold" | "decidedBy"> {
  const { score, threshold } = witnesses[decidedBy] ?? {};
  if (score === undefined || threshold === undefined) {
    throw new TypeError(`${decidedBy} has no score to decide by`);
  }
  return { score, threshold, decidedBy };
}

function heardIn(witnesses: Witnesses) {
  return WitnessName.options.flatMap((name) => {
    const { state, score, threshold } = witnesses[name] ?? {};
    if (state === undefined || score === undefined || threshold === undefined) return [];
    return [{ name, state, margin: marginOf({ score, threshold }) }];
  });
}
