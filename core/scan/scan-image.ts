import { ScanError } from "../contracts/errors.ts";
import type { ImageFacts } from "../contracts/image-facts.ts";
import {
  defaultThresholdOf,
  type ModelManifest,
  type ResizeKernel,
  type Threshold,
} from "../contracts/model-manifest.ts";
import type { ScanJob } from "../contracts/scan-job.ts";
import { failureOf, type ScannedResult, type UnscannedResult } from "../contracts/scan-result.ts";
import type { Clock, Detector, ImageCodec, ObjectReader } from "../ports.ts";
import { analyse } from "./analyse.ts";
import { fitResult } from "./fit-result.ts";
import { checkPixels, checkSize, DEFAULT_LIMITS, type ScanLimits } from "./limits.ts";
import { startStopwatch } from "./stopwatch.ts";

export interface ScanImageDeps {
  readonly reader: ObjectReader;
  readonly codec: ImageCodec;
  readonly detector: Detector;
  readonly clock: Clock;
  readonly limits: ScanLimits;
  readonly kernel: ResizeKernel;
  readonly threshold: Threshold;
}

/** What of a scan follows from the model: what its manifest says, under the limits that we keep. */
export function scanSettingsOf(
  manifest: ModelManifest,
): Pick<ScanImageDeps, "limits" | "kernel" | "threshold"> {
  const threshold = defaultThresholdOf(manifest);
  return { limits: DEFAULT_LIMITS, kernel: manifest.resizeKernel, threshold };
}

/** Whether the queue will deliver the job again when this attempt throws. */
export interface Delivery {
  readonly isLast: boolean;
}

export type ScanImage = (
  job: ScanJob,
  delivery: Delivery,
) => Promise<ScannedResult | UnscannedResult>;

/**
 * Fetch → limits → decode → infer → decide → result. What a retry cannot change becomes a result
 * with its reason at once; a retryable ScanError does so on the last delivery.
 *
 * @throws any other error, and a retryable ScanError before the last delivery: deliver again.
 */
export function makeScanImage(deps: ScanImageDeps): ScanImage {
  const { reader, codec, detector, clock, limits, kernel, threshold } = deps;
  return async (job, { isLast }) => {
    const watch = startStopwatch(clock);
    const base = () => ({ version: 1 as const, job, model: detector.model, ...watch.read() });
    let image: ImageFacts | undefined;
    try {
      if (job.sizeBytes !== undefined) checkSize(job.sizeBytes, limits);
      const read = () => reader.get(job.object, limits.maxSizeBytes);
      const { bytes } = await watch.time("fetchMs", read);
      checkSize(bytes.length, limits);
      const facts = await codec.probe(bytes);
      image = facts;
      checkPixels(facts, limits);
      const decode = () => codec.decode(bytes, detector.inputSize, kernel);
      const rgb = await watch.time("decodeMs", decode);
      const probabilities = await watch.time("inferMs", () => detector.detect(rgb));
      const judge = async () => analyse(probabilities.map, facts, threshold);
      const { findings, map } = await watch.time("analyseMs", judge);
      return await fitResult({ ...base(), state: "scanned", image, findings }, map, codec);
    } catch (error) {
      if (!(error instanceof ScanError) || (error.retryable && !isLast)) throw error;
      return { ...base(), ...failureOf(error), ...(image && { image }) };
    }
  };
}
