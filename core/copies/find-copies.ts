import type { PictureSize } from "../picture-size.ts";
import type { Clock } from "../ports.ts";
import type { CopyExamination } from "../witness-ports.ts";
import { type Acceptance, levelOf } from "./judge/acceptance.ts";
import { agreementOf, type Fields } from "./judge/agreement.ts";
import { sideEvidence } from "./judge/copied-side.ts";
import { othersOf, type SeenPair } from "./judge/others.ts";
import { evidenceOfPair } from "./judge/pair-evidence.ts";
import { type DescribeStrip, featuresOf } from "./match/feature-map.ts";
import { texturedPixels } from "./match/local-deviation.ts";
import { matchSmaller, smallerPixels } from "./match/match-smaller.ts";
import { matchPatches } from "./match/patch-match.ts";
import { describePair, type JudgedPair } from "./outline/describe-pair.ts";
import type { Plane } from "./pixels/plane.ts";
import { evenSample } from "./pixels/samples.ts";
import { type Proposal, proposalsOf } from "./propose/proposals.ts";
import { byPromise } from "./screen/by-promise.ts";
import { type Candidate, prescore } from "./screen/prescore.ts";
import { type Picture, pictureOf } from "./screen/seed-match.ts";
import { TimeBudget } from "./time-budget.ts";
import type { Affine } from "./transform.ts";
import { explains } from "./verify/explains.ts";
import { mapRegion, pointsOf } from "./verify/map-region.ts";
import { verifyCandidate } from "./verify/verify-candidate.ts";
import { isLargeEnough } from "./working-size.ts";

/** A picture in which copies are searched for. */
export interface SearchedPicture {
  /** At the working size. */
  readonly gray: Plane;
  /** In whose pixels outlines are told. */
  readonly original: PictureSize;
  /** Of the file, 1 to 100; 100 where it is no JPEG. */
  readonly jpegQuality: number;
}

export interface FindCopiesDeps {
  /** The network of features. */
  readonly describe: DescribeStrip;
  readonly acceptance: Acceptance;
  readonly clock: Pick<Clock, "monotonicMs">;
  /** After which the search ends with what it has. */
  readonly timeoutMs: number;
}

/** Of the time, what is left for looking at what was matched. */
const VERIFYING_SHARE = 0.3;
const MAX_VERIFIED = 12;
/** By which a region is compared with others. */
const MAX_POINTS = 1000;

/**
 * Regions of a picture that are copies of others: features → matches → proposals → verified pairs →
 * evidence → those that are accepted, most confident first.
 */
export async function findCopies(
  { gray, original, jpegQuality }: SearchedPicture,
  { describe, acceptance, clock, timeoutMs }: FindCopiesDeps,
): Promise<CopyExamination> {
  if (!isLargeEnough(gray)) return { pairs: [], isComplete: false };
  const budget = TimeBudget.from(clock, timeoutMs);
  const matching = TimeBudget.from(clock, timeoutMs * (1 - VERIFYING_SHARE));
  const features = await featuresOf(gray, describe, matching, smallerPixels(gray));
  if (features === undefined) return { pairs: [], isComplete: false };
  const textured = texturedPixels(gray);
  const own = matchPatches(features, textured, matching);
  const smaller = await matchSmaller(gray, features, textured, describe, matching);
  const judge = { picture: pictureOf(gray), fields: { own, smaller }, jpegQuality };
  const proposals = [own, smaller ?? []].flat().flatMap(proposalsOf);
  const found = withoutRepeats(judged(pairsAmong(judge, proposals, budget), acceptance));
  const pairs = found.flatMap((pair) => {
    const level = levelOf(pair.confidence, acceptance);
    if (level === undefined) return [];
    const { isResampled } = pair.evidence;
    const sides = sideEvidence(gray, { ...pair, isResampled });
    return [describePair({ ...pair, sides, level }, gray, original)];
  });
  return { pairs, isComplete: !budget.hasEnded && !matching.hasEnded };
}

interface Judge {
  readonly picture: Picture;
  readonly fields: Fields;
  readonly jpegQuality: number;
}

/** A pair that was verified, and how one side becomes the other. */
interface FoundPair extends SeenPair {
  readonly transform: Affine;
}

function pairsAmong(judge: Judge, proposals: readonly Proposal[], budget: TimeBudget): FoundPair[] {
  const candidates = proposals.flatMap((proposal) =>
    budget.isSpent() ? [] : (prescore(judge.picture, proposal) ?? []),
  );
  const pairs: FoundPair[] = [];
  let verified = 0;
  for (const candidate of candidates.sort(byPromise)) {
    const { proposal, transform } = candidate;
    if (pairs.some((pair) => explains(pair, proposal.seeds, transform))) continue;
    if (++verified > MAX_VERIFIED || budget.isSpent()) break;
    const pair = seenPair(judge, candidate);
    if (pair !== undefined) pairs.push(pair);
  }
  return pairs;
}

/** Most confident first. */
function judged(pairs: readonly FoundPair[], acceptance: Acceptance): JudgedPair[] {
  const others = othersOf(pairs);
  return pairs
    .map((pair, i) => {
      const evidence = { ...pair.evidence, others: others[i] ?? 0 };
      return { ...pair, evidence, confidence: acceptance.confidenceOf(evidence) };
    })
    .sort((a, b) => b.confidence - a.confidence);
}

/** Two candidates may grow to the same region: the first one of them stays. */
function withoutRepeats(pairs: readonly JudgedPair[]): JudgedPair[] {
  const kept: JudgedPair[] = [];
  for (const pair of pairs) {
    const points = evenSample(pointsOf(pair.here), MAX_POINTS);
    if (!kept.some((other) => explains(other, points, pair.transform))) kept.push(pair);
  }
  return kept;
}

function seenPair(
  { picture, fields, jpegQuality }: Judge,
  candidate: Candidate,
): FoundPair | undefined {
  const { isTranslation } = candidate;
  const verified = verifyCandidate(picture, candidate);
  if (verified === undefined) return undefined;
  const here = verified.region;
  const { transform } = verified.side;
  const there = mapRegion(here, transform, picture.gray);
  const seen = evidenceOfPair(picture, verified, there, isTranslation);
  const agreement = agreementOf(fields, { here, there, transform });
  return { here, there, transform, evidence: { ...seen, agreement, jpegQuality } };
}
