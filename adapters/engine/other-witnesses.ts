import { availableParallelism } from "node:os";
import { join } from "node:path";
import type { ModelManifest } from "../../core/contracts/model-manifest.ts";
import { COPY_SEARCH_TIMEOUT_MS } from "../../core/scan/limits.ts";
import type { WitnessThresholds } from "../../core/settings/model-choice.ts";
import type { CopyWitness, HistoryWitness, TilesWitness } from "../../core/witness-ports.ts";
import { makeCopiesWitness } from "../copies/copies-witness.ts";
import { makeHistoryWitness } from "../history/history-witness.ts";
import { verifyFiles } from "../model/load-model.ts";
import { imagesAtOnce, type OnnxDetectorOptions } from "../onnx/onnx-detector.ts";
import { makeTilesWitness } from "../tiles/tiles-witness.ts";
import type { Warm } from "../witness/file-witness.ts";
import { makeWitnessPool } from "../witness/witness-pool.ts";

/** Undefined where it does not take part. @throws ModelError as `makeFileWitness`. */
export async function openHistory(
  manifest: ModelManifest,
  thresholds: WitnessThresholds,
  options: OnnxDetectorOptions,
): Promise<Warm<HistoryWitness> | undefined> {
  if (manifest.history === undefined || thresholds.history === undefined) return undefined;
  const { directory, threads = availableParallelism() } = options;
  const modelPath = join(directory, manifest.history.modelFile);
  return makeHistoryWitness({ modelPath, threads, ...supervision(manifest, options) });
}

/** Undefined where nobody looks at tiles. @throws ModelError as `makeFileWitness`. */
export async function openTiles(
  manifest: ModelManifest,
  thresholds: WitnessThresholds,
  options: OnnxDetectorOptions,
): Promise<Warm<TilesWitness> | undefined> {
  if (manifest.tiles === undefined || thresholds.tiles === undefined) return undefined;
  const { directory, threads = availableParallelism() } = options;
  const { tiles, resizeKernel: kernel } = manifest;
  const { featuresFile, decisionFile, sidePx, overlapPx, most } = tiles;
  return makeTilesWitness({
    featuresPath: join(directory, featuresFile),
    decisionPath: join(directory, decisionFile),
    ...{ threads, kernel, rules: { sidePx, overlapPx, most }, ...supervision(manifest, options) },
  });
}

/**
 * A search takes seconds of one core, so that there are several: as many as images are in hand, and
 * one core stays for all else. Undefined where it does not take part.
 *
 * @throws ModelError as `makeFileWitness`.
 */
export async function openCopies(
  manifest: ModelManifest,
  thresholds: WitnessThresholds,
  options: OnnxDetectorOptions,
): Promise<Warm<CopyWitness> | undefined> {
  const { copies } = manifest;
  if (copies === undefined || thresholds.copies === undefined) return undefined;
  const { directory, threads = availableParallelism() } = options;
  const modelPath = join(directory, copies.modelFile);
  const { acceptance } = copies;
  const settings = { modelPath, threads: 1, timeoutMs: COPY_SEARCH_TIMEOUT_MS, acceptance };
  const count = Math.max(1, Math.min(imagesAtOnce(options), threads - 1));
  return makeWitnessPool(count, () =>
    makeCopiesWitness({ ...settings, ...supervision(manifest, options) }),
  );
}

function supervision(
  manifest: ModelManifest,
  { directory, onReplaced = () => {} }: OnnxDetectorOptions,
) {
  return { verify: () => verifyFiles(directory, manifest), onReplaced };
}
