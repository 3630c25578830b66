import { allOrNone } from "../../core/all-or-none.ts";
import type { ModelManifest } from "../../core/contracts/model-manifest.ts";
import { type ScanSettings, scanSettingsOf } from "../../core/scan/scan-image.ts";
import {
  type ManifestChoice,
  thresholdsFor,
  type WitnessThresholds,
} from "../../core/settings/model-choice.ts";
import type { CopyWitness, HistoryWitness, TilesWitness } from "../../core/witness-ports.ts";
import { readManifest } from "../model/load-model.ts";
import { ModelError } from "../model/model-error.ts";
import {
  makeOnnxDetector,
  type OnnxDetector,
  type OnnxDetectorOptions,
} from "../onnx/onnx-detector.ts";
import type { Warm } from "../witness/file-witness.ts";
import { openCopies, openHistory, openTiles } from "./other-witnesses.ts";

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
  readonly history: Warm<HistoryWitness> | undefined;
  /** Of tiles, likewise. */
  readonly tiles: Warm<TilesWitness> | undefined;
  /** Of copied regions, likewise. */
  readonly copies: Warm<CopyWitness> | undefined;
  /** How they are heard. */
  readonly settings: ScanSettings;
  /** Resolves when one of them has no thread left: nothing can be scanned any more. */
  readonly stopped: Promise<void>;
  /** Ends their threads. What they have not finished fails. */
  close(): Promise<void>;
}

/** @throws ModelError for a rate without a threshold; ModelError, ProviderError as `makeOnnxDetector`. */
export async function openWitnesses(options: WitnessOptions): Promise<OpenWitnesses> {
  const manifest = await readManifest(options.directory);
  const thresholds = chosen(manifest, options);
  const [detector, history, tiles, copies] = await allOrNone(
    [
      makeOnnxDetector(options),
      openHistory(manifest, thresholds, options),
      openTiles(manifest, thresholds, options),
      openCopies(manifest, thresholds, options),
    ],
    async (witness) => witness?.close(),
  );
  const open = [detector, history, tiles, copies].filter((witness) => witness !== undefined);
  const settings = scanSettingsOf(manifest, thresholds, { history, tiles, copies });
  const stopped = Promise.race(open.map((witness) => witness.stopped));
  const close = async () => {
    await Promise.all(open.map((witness) => witness.close()));
  };
  return { detector, history, tiles, copies, settings, stopped, close };
}

function chosen(manifest: ModelManifest, choice: ManifestChoice): WitnessThresholds {
  try {
    return thresholdsFor(manifest, choice);
  } catch (cause) {
    if (cause instanceof RangeError) throw new ModelError(cause.message, { cause });
    throw cause;
  }
}
