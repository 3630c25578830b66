import { z } from "zod";
import { NETWORK_SCORE_OF, Threshold } from "../model-manifest.ts";
import { Witnesses, WitnessName } from "../witnesses.ts";
import { decidingScoreOf } from "./deciding-witness.ts";
import { complaintAboutCopies, complaintAboutLabel, Findings } from "./findings.ts";

/** In 1 the network is the only witness, 2 adds history, 3 copies, 4 which page of several was scanned. */
export const EarlierVersion = z.literal([1, 2, 3, 4]).describe("Version of this contract.");
type EarlierVersion = z.infer<typeof EarlierVersion>;

const { network, ...OTHERS } = Witnesses.shape;
const { state, score, threshold } = network.shape;
const EarlierWitnesses = z
  .strictObject({
    network: z.strictObject({ state, score, threshold }).describe("How it looks."),
    ...OTHERS,
  })
  .describe("What each witness said. Absent in version 1.");

/** What versions 1 to 4 say was found: the scores on top are the network's, whoever decided. */
export const EarlierFindings = z.strictObject({
  ...Findings.shape,
  label: Findings.shape.label.describe("`manipulated` where at least one witness found something."),
  score: score.describe("The highest value of the network's map, from 0 to 1."),
  robustScore: score.describe("The mean of the highest 0.1 % of the network's map, from 0 to 1."),
  threshold: Threshold.describe("The network's, and which of its two scores it is for."),
  witnesses: EarlierWitnesses.exactOptional(),
  decidedBy: WitnessName.exactOptional().describe(
    "Of the witnesses that found something, the one that counts. Absent where nobody did, and in version 1.",
  ),
});
export type EarlierFindings = z.infer<typeof EarlierFindings>;

/** What is wrong with findings of this version, if anything is. */
export function complaintAboutEarlier(
  version: EarlierVersion,
  findings: EarlierFindings,
): string | undefined {
  const { witnesses, decidedBy, copies } = findings;
  const isBare = witnesses === undefined && decidedBy === undefined;
  if (version < 3 && (copies ?? witnesses?.copies)) return `version ${version} knows no copies`;
  if (version === 1) return isBare ? undefined : "version 1 knows no witnesses";
  if (witnesses === undefined) return `version ${version} needs witnesses`;
  const said = { ...findings, witnesses };
  return complaintAboutLabel(said) ?? complaintAboutDecider(said) ?? complaintAboutCopies(said);
}

function complaintAboutDecider({
  label,
  witnesses,
  decidedBy,
}: EarlierFindings): string | undefined {
  const decider = decidedBy && witnesses?.[decidedBy];
  const isFound = decider?.state === "found" && decider.score !== undefined;
  if (label === "manipulated" ? isFound : decidedBy === undefined) return undefined;
  return "decidedBy names a witness that found something, and none where nobody did";
}

/** The same in the version of today; who decided about a picture that was flagged stays as it was. */
export function upgradedFindings({ robustScore, ...findings }: EarlierFindings): Findings {
  const { score: maximum, threshold: own, label } = findings;
  const scoredBy = NETWORK_SCORE_OF[own.decidedBy];
  const scores = { scoredBy, maximum, topMean: robustScore };
  const alone = {
    state: label === "manipulated" ? "found" : "nothing",
    score: scores[scoredBy],
    threshold: own.value,
  } as const;
  const said = findings.witnesses ?? { network: alone };
  const witnesses: Witnesses = { ...said, network: { ...said.network, ...scores } };
  return { ...findings, witnesses, ...decidingScoreOf(witnesses, findings.decidedBy) };
}
