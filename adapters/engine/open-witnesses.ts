import { availableParallelism } from "node:os";
import { join } from "node:path";
import type { ModelManifest } from "../../core/contracts/model-manifest.ts";
import { type ScanSettings, scanSettingsOf } from "../../core/scan/scan-image.ts";
import {
  type ManifestChoice,
  thresholdsFor,
  type WitnessThresholds,
} from "../../core/settings/model-choice.ts";
import { makeHistoryWitness, type WarmHistoryWitness } from "../history/history-witness.ts";
import { readManifest, verifyFiles } from "../model/load-model.ts";
import { ModelError } from "../model/model-error.ts";
import {
  makeOnnxDetector,
  type OnnxDetector,
  type OnnxDetectorOptions,
} from "../onnx/onnx-detector.ts";

/** Which model, and what of it takes part. */
export interface ModelChoice extends ManifestChoice {
  /** Holds `manifest.json` and the files it names. */
  readonly directory: string;
}

export interface WitnessOptions extends ModelChoice, OnnxDetectorOptions {}

/** The witnesses of one model, warm. */
export interface OpenWitnesses {
  readonly detector: OnnxDetector;
  /** Of compression history, where it takes part. */
  readonly history: WarmHistoryWitness | undefined;
  /** How they are heard. */
  readonly settings: ScanSettings;
  /** Resolves when one of them has no thread left: nothing can be scanned any more. */
  readonly stopped: Promise<void>;
  /** Ends their threads. What they have not finished fails. */
  close(): Promise<void>;
}

/** @throws ModelError for a rate without a threshold; ModelError, ProviderError as `makeOnnxDetector`. */
export async function openWitnesses(options: WitnessOptions): Promise<OpenWitnesses> {
  const thresholds = chosen(await readManifest(options.directory), options);
  const detector = await makeOnnxDetector(options);
  const { history, settings } = await heard(detector, thresholds, options).catch(async (error) => {
    await detector.close();
    throw error;
  });
  const open = [detector, ...(history ? [history] : [])];
  return {
    detector,
    history,
    settings,
    stopped: Promise.race(open.map(({ stopped }) => stopped)),
    close: async () => {
      await Promise.all(open.map((witness) => witness.close()));
    },
  };
}

function chosen(manifest: ModelManifest, choice: ManifestChoice): WitnessThresholds {
  try {
    return thresholdsFor(manifest, choice);
  } catch (cause) {
    if (cause instanceof RangeError) throw new ModelError(cause.message, { cause });
    throw cause;
  }
}

async function heard(
  detector: OnnxDetector,
  thresholds: WitnessThresholds,
  options: OnnxDetectorOptions,
): Promise<Pick<OpenWitnesses, "history" | "settings">> {
  const history = await openHistory(detector, thresholds, options);
  return { history, settings: scanSettingsOf(detector.manifest, thresholds, history) };
}

async function openHistory(
  { manifest }: OnnxDetector,
  thresholds: WitnessThresholds,
  options: OnnxDetectorOptions,
): Promise<WarmHistoryWitness | undefined> {
  if (manifest.history === undefined || thresholds.history === undefined) return undefined;
  const { directory, threads = availableParallelism(), onReplaced = () => {} } = options;
  return makeHistoryWitness({
    modelPath: join(directory, manifest.history.modelFile),
    threads,
    verify: () => verifyFiles(directory, manifest),
    onReplaced,
  });
}
