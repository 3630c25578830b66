import type { ImageFacts } from "../contracts/image-facts.ts";
import {
  type ModelIdentity,
  type ModelManifest,
  type ResizeKernel,
  sha256In,
  type Threshold,
  type TilesThreshold,
} from "../contracts/model-manifest.ts";
import { ScanError, type Voice } from "../contracts/reasons.ts";
import type { ScanJob } from "../contracts/scan-job.ts";
import {
  CONTRACT_VERSION,
  failureOf,
  type MaplessResult,
  type ScannedResult,
  type UnscannedResult,
} from "../contracts/scan-result.ts";
import type { Clock, ImageCodec, ObjectReader, OpenedImage } from "../ports.ts";
import type { WitnessThresholds } from "../settings/model-choice.ts";
import type {
  CopyWitness,
  Detector,
  HistoryWitness,
  ProbabilityMap,
  TilesWitness,
} from "../witness-ports.ts";
import { type Analysis, analyse } from "./analyse.ts";
import type { Rules, Testimony } from "./decide.ts";
import { fitResult } from "./fit-result.ts";
import type { HistoryRules } from "./history-state.ts";
import { checkPixels, checkSize, DEFAULT_LIMITS, type ScanLimits } from "./limits.ts";
import { type Stopwatch, startStopwatch } from "./stopwatch.ts";

export interface ScanImageDeps {
  readonly reader: ObjectReader;
  readonly codec: ImageCodec;
  readonly detector: Detector;
  readonly clock: Clock;
  readonly limits: ScanLimits;
  readonly kernel: ResizeKernel;
  readonly threshold: Threshold;
  /** @default compression history is no witness */
  readonly history?: HistoryDeps | undefined;
  /** @default the network sees the whole picture at its own size alone */
  readonly tiles?: TilesDeps | undefined;
  /** @default nobody looks for copied regions */
  readonly copies?: CopiesDeps | undefined;
  /** How reasons are worded. @default "object" */
  readonly voice?: Voice;
}

/** The witness of compression history, and how it is heard. */
interface HistoryDeps {
  readonly witness: HistoryWitness;
  readonly rules: HistoryRules;
  /** Of the .onnx file that decides. */
  readonly sha256: string;
}

/** The network's second view, and how it is heard. */
interface TilesDeps {
  readonly witness: TilesWitness;
  /** Of its robust score. */
  readonly threshold: TilesThreshold;
  /** Of the .onnx file that describes tiles. */
  readonly sha256: string;
}

/** The witness of copied regions, and how it is heard. */
interface CopiesDeps {
  readonly witness: CopyWitness;
  /** From this confidence on a pair is certain. */
  readonly certain: number;
  /** Of the .onnx file that describes pixels. */
  readonly sha256: string;
}

/** What of a scan follows from the model. */
export type ScanSettings = Pick<
  ScanImageDeps,
  "limits" | "kernel" | "threshold" | "history" | "tiles" | "copies"
>;

/** Beside the network, where they take part. */
export interface OtherWitnesses {
  readonly history?: HistoryWitness | undefined;
  readonly tiles?: TilesWitness | undefined;
  readonly copies?: CopyWitness | undefined;
}

/**
 * What the model's manifest says, under the thresholds that were chosen and the limits that we keep.
 *
 * @throws TypeError when a witness has no threshold, or a threshold has no witness.
 */
export function scanSettingsOf(
  manifest: ModelManifest,
  thresholds: WitnessThresholds,
  others: OtherWitnesses,
): ScanSettings {
  const { resizeKernel: kernel } = manifest;
  return {
    ...{ limits: DEFAULT_LIMITS, kernel, threshold: thresholds.network },
    history: historyDepsOf(manifest, thresholds.history, others.history),
    tiles: tilesDepsOf(manifest, thresholds.tiles, others.tiles),
    copies: copiesDepsOf(manifest, thresholds.copies, others.copies),
  };
}

function historyDepsOf(
  manifest: ModelManifest,
  threshold: number | undefined,
  witness: HistoryWitness | undefined,
): HistoryDeps | undefined {
  const { name, history } = manifest;
  if (witness === undefined && threshold === undefined) return undefined;
  if (witness === undefined || threshold === undefined || history === undefined) {
    throw new TypeError(`${name}: expected a witness of history and its rules, or none`);
  }
  const { minConfidentFraction, silentShift, modelFile } = history;
  const rules = { minConfidentFraction, silentShift, threshold };
  return { witness, rules, sha256: sha256In(manifest, modelFile) };
}

function tilesDepsOf(
  manifest: ModelManifest,
  threshold: TilesThreshold | undefined,
  witness: TilesWitness | undefined,
): TilesDeps | undefined {
  const { name, tiles } = manifest;
  if (witness === undefined && threshold === undefined) return undefined;
  if (witness === undefined || threshold === undefined || tiles === undefined) {
    throw new TypeError(`${name}: expected a witness of tiles and its threshold, or none`);
  }
  return { witness, threshold, sha256: sha256In(manifest, tiles.featuresFile) };
}

function copiesDepsOf(
  manifest: ModelManifest,
  certain: number | undefined,
  witness: CopyWitness | undefined,
): CopiesDeps | undefined {
  const { name, copies } = manifest;
  if (witness === undefined && certain === undefined) return undefined;
  if (witness === undefined || certain === undefined || copies === undefined) {
    throw new TypeError(`${name}: expected a witness of copies and its level, or none`);
  }
  return { witness, certain, sha256: sha256In(manifest, copies.modelFile) };
}

/** Whether the queue will deliver the job again when this attempt throws. */
export interface Delivery {
  readonly isLast: boolean;
}

export type ScanImage = (
  job: ScanJob,
  delivery: Delivery,
) => Promise<ScannedResult | UnscannedResult>;

/** A scan whose map is still as it was found: for whoever is in the same process. */
export interface Judged {
  readonly state: "scanned";
  readonly result: MaplessResult;
  readonly analysis: Analysis;
}

export type JudgeImage = (job: ScanJob, delivery: Delivery) => Promise<Judged | UnscannedResult>;

/**
 * `makeJudgeImage`, as a message.
 *
 * @throws what that throws.
 */
export function makeScanImage(deps: ScanImageDeps): ScanImage {
  const judgeImage = makeJudgeImage(deps);
  return async (job, delivery) => {
    const judged = await judgeImage(job, delivery);
    if (judged.state !== "scanned") return judged;
    return fitResult(judged.result, judged.analysis.map, deps.codec);
  };
}

/**
 * Fetch → limits → what each witness says → decide → result. What a retry cannot change becomes a result
 * with its reason at once; a retryable ScanError does so on the last delivery.
 *
 * @throws any other error, and a retryable ScanError before the last delivery: deliver again.
 */
export function makeJudgeImage(deps: ScanImageDeps): JudgeImage {
  const { reader, codec, clock, limits, voice } = deps;
  const rules = rulesOf(deps);
  const model = modelOf(deps);
  return async (job, { isLast }) => {
    const watch = startStopwatch(clock);
    const base = () => ({ version: CONTRACT_VERSION, job, model, ...watch.read() });
    const learnt: { image?: ImageFacts } = {};
    const accept = (facts: ImageFacts) => {
      learnt.image = facts;
      checkPixels(facts, limits);
    };
    try {
      if (job.sizeBytes !== undefined) checkSize(job.sizeBytes, limits);
      const read = () => reader.get(job.object, limits.maxSizeBytes);
      const fetched = await watch.time("fetchMs", read);
      checkSize(fetched.bytes.length, limits);
      const open = () => codec.open(fetched.bytes, accept);
      const opened = await watch.time("decodeMs", open);
      const { facts: image } = opened;
      const testimony = await hear(deps, opened, watch);
      const judge = async () => analyse(testimony, image, rules);
      const analysis = await watch.time("analyseMs", judge);
      const { findings } = analysis;
      const result = { ...base(), state: "scanned" as const, image, findings };
      return { state: "scanned", result, analysis };
    } catch (error) {
      if (!(error instanceof ScanError) || (error.retryable && !isLast)) throw error;
      return { ...base(), ...failureOf(error, voice), ...learnt };
    }
  };
}

function rulesOf({ threshold, history, tiles, copies }: ScanSettings): Rules {
  return {
    threshold,
    ...{ history: history?.rules, tiles: tiles?.threshold, certainCopies: copies?.certain },
  };
}

/** Who judges: named in every result. */
export function modelOf({
  detector,
  history,
  tiles,
  copies,
}: Pick<ScanImageDeps, "detector" | "history" | "tiles" | "copies">): ModelIdentity {
  return {
    ...detector.model,
    ...(history && { historySha256: history.sha256 }),
    ...(tiles && { tilesSha256: tiles.sha256 }),
    ...(copies && { copiesSha256: copies.sha256 }),
  };
}

/**
 * All witnesses at once, each to its end, so that nothing runs on behind a result. Of several
 * errors the network's counts, then history's: what a broken file ends in does not hang on who was
 * faster.
 */
async function hear(
  deps: ScanImageDeps,
  { bytes, facts }: OpenedImage,
  watch: Pick<Stopwatch, "time">,
): Promise<Testimony> {
  const network = look(deps, bytes, watch);
  const asked = canRemember(facts) ? deps.history : undefined;
  const history = asked && watch.time("historyMs", examining(asked, bytes));
  const tiles = deps.tiles && watch.time("tilesMs", examining(deps.tiles, bytes));
  const copies = deps.copies && watch.time("copiesMs", examining(deps.copies, bytes));
  await Promise.allSettled([network, history, tiles, copies]);
  return {
    ...{ network: await network, history: await history },
    ...{ tiles: await tiles, copies: await copies },
  };
}

/** Their blocks look to history like another compression, and it has learnt of none. */
const UNREMEMBERED: readonly ImageFacts["format"][] = ["heic", "avif"];
const canRemember = ({ format }: ImageFacts) => !UNREMEMBERED.includes(format);

function examining<Examination>(
  { witness }: { readonly witness: { examine(bytes: Uint8Array): Promise<Examination> } },
  bytes: Uint8Array,
): () => Promise<Examination> {
  return () => witness.examine(bytes);
}

async function look(
  { codec, detector, kernel }: ScanImageDeps,
  bytes: Uint8Array,
  watch: Pick<Stopwatch, "time">,
): Promise<ProbabilityMap> {
  const decode = () => codec.decode(bytes, detector.inputSize, kernel);
  const rgb = await watch.time("decodeMs", decode);
  const { map } = await watch.time("inferMs", () => detector.detect(rgb));
  return map;
}
