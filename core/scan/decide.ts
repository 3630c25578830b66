import { decidingScoreOf, marginOf } from "../contracts/findings/deciding-witness.ts";
import type { Findings } from "../contracts/findings/findings.ts";
import {
  NETWORK_SCORE_OF,
  type Threshold,
  type TilesThreshold,
} from "../contracts/model-manifest.ts";
import { type CopiedPair, MAX_COPIES, type Witnesses } from "../contracts/witnesses.ts";
import type {
  CopyExamination,
  ExaminedPair,
  HistoryExamination,
  ProbabilityMap,
  TilesExamination,
} from "../witness-ports.ts";
import { checkExamination, type HistoryRules, historyStateOf } from "./history-state.ts";
import { checkCopies, confidenceOf, copiesStateOf } from "./pairs/copies-state.ts";
import { sidedByHistory } from "./pairs/sides-by-history.ts";
import { topValues } from "./top-values.ts";

/** Share of the map that `topMean` averages: one hot pixel cannot decide alone. */
const TOP_FRACTION = 0.001;

/** What the witnesses say of one image. */
export interface Testimony {
  readonly network: ProbabilityMap;
  /** Undefined where the image is too small to have evidence, or the witness does not take part. */
  readonly history?: HistoryExamination | undefined;
  /** What the network says of tiles. Undefined where it does not look at any. */
  readonly tiles?: TilesExamination | undefined;
  /** Undefined where the witness does not take part. */
  readonly copies?: CopyExamination | undefined;
}

/** By what an image is judged. */
export interface Rules {
  /** Of the network. */
  readonly threshold: Threshold;
  /** @default compression history is no witness */
  readonly history?: HistoryRules | undefined;
  /** Of the robust score of tiles. @default the network does not look at any */
  readonly tiles?: TilesThreshold | undefined;
  /** From this confidence on a pair of copies is certain. @default copies are no witness */
  readonly certainCopies?: number | undefined;
}

export type Decision = Omit<Findings, "manipulatedFraction" | "regions">;

/**
 * Testimony → label: manipulated when at least one witness found something, which is when its score
 * is strictly above its threshold, or a pair of copies is certain.
 *
 * @throws RangeError when a map's size is wrong or a value is not in [0, 1]: the witness broke its
 *   contract, and guessing would invent evidence.
 */
export function decide({ network, tiles, history, copies }: Testimony, rules: Rules): Decision {
  const { threshold, certainCopies } = rules;
  const witnesses: Witnesses = {
    network: seen(network, threshold, tiles, rules.tiles),
    ...(rules.history && { history: heard(history, rules.history) }),
    ...(copies && certainCopies !== undefined && { copies: searched(copies, certainCopies) }),
  };
  const deciding = decidingScoreOf(witnesses);
  return {
    label: witnesses[deciding.decidedBy]?.state === "found" ? "manipulated" : "authentic",
    ...deciding,
    witnesses,
    ...(witnesses.copies && copies && { copies: sidedByHistory(toldOf(copies), history) }),
  };
}

/** Of both views it is the one that speaks most for a change whose numbers stand for the network. */
function seen(
  map: ProbabilityMap,
  threshold: Threshold,
  tiles: TilesExamination | undefined,
  tilesThreshold: TilesThreshold | undefined,
): Witnesses["network"] {
  const frame = seenIn(map, threshold);
  if (tiles === undefined || tilesThreshold === undefined) return frame;
  const value = tilesThreshold[tiles.count === 1 ? "one" : "more"];
  const native = seenIn(tiles.map, { value, decidedBy: "robustScore" });
  const views = {
    frame: levelOf(frame),
    tiles: { ...levelOf(native), count: tiles.count },
  };
  return marginOf(native) > marginOf(frame)
    ? { ...native, view: "tiles", views }
    : { ...frame, view: "frame", views };
}

function seenIn(map: ProbabilityMap, { value, decidedBy }: Threshold): Witnesses["network"] {
  checkMap(map);
  const top = topValues(map.values, Math.ceil(map.values.length * TOP_FRACTION));
  const maximum = top.at(-1) ?? 0;
  const topMean = top.reduce((sum, p) => sum + p, 0) / top.length;
  const scoredBy = NETWORK_SCORE_OF[decidedBy];
  const score = { maximum, topMean }[scoredBy];
  return {
    state: score > value ? "found" : "nothing",
    ...{ score, threshold: value, scoredBy, maximum, topMean },
  };
}

const levelOf = ({ score, threshold }: Witnesses["network"]) => ({ score, threshold });

function heard(
  examination: HistoryExamination | undefined,
  rules: HistoryRules,
): NonNullable<Witnesses["history"]> {
  if (examination !== undefined) checkExamination(examination);
  const state = historyStateOf(examination, rules);
  const { threshold } = rules;
  return { state, ...(examination && { score: examination.score }), threshold };
}

function searched(
  examination: CopyExamination,
  threshold: number,
): NonNullable<Witnesses["copies"]> {
  checkCopies(examination);
  return { state: copiesStateOf(examination), score: confidenceOf(examination), threshold };
}

/** Evidence stays behind: it is for whoever fits the levels. */
function toldOf({ pairs }: CopyExamination): NonNullable<Findings["copies"]> {
  return pairs.slice(0, MAX_COPIES).map(toldPair);
}

/** Named one by one: whoever reads a result refuses what its contract does not have. */
function toldPair(pair: ExaminedPair): CopiedPair {
  const { source, copy, isSideKnown, transform, confidence, level } = pair;
  return { source, copy, isSideKnown, transform, confidence, level };
}

function checkMap({ width, height, values }: ProbabilityMap): void {
  if (values.length === 0 || values.length !== width * height) {
    throw new RangeError(
      `probability map has ${values.length} values, expected ${width}×${height}`,
    );
  }
  for (let i = 0; i < values.length; i++) {
    const p = values[i] ?? Number.NaN;
    if (!(p >= 0 && p <= 1)) throw new RangeError(`probability ${p} is outside [0, 1]`);
  }
}
