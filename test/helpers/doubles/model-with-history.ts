import { cp, readFile, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { sha256Of } from "../../../adapters/model/load-model.ts";
import { MANIFEST_FILE, ModelManifest } from "../../../core/contracts/model-manifest.ts";
import {
  COPY_ACCEPTANCE,
  COPY_FEATURES_PATH,
  TINY_HISTORY_PATH,
  TINY_MODEL_DIRECTORY,
  TINY_TILES,
} from "../fixtures.ts";

/**
 * The tiny model with the tiny witness of history beside it, in an empty folder. Its map is the
 * brightness of the cells; its score is below the threshold, so that the network alone decides.
 */
export async function writeModelWithHistory(folder: string): Promise<void> {
  const text = await readFile(join(TINY_MODEL_DIRECTORY, MANIFEST_FILE), "utf8");
  const { files, ...manifest } = ModelManifest.parse(JSON.parse(text));
  const modelFile = basename(TINY_HISTORY_PATH);
  await cp(TINY_HISTORY_PATH, join(folder, modelFile));
  for (const file of Object.keys(files)) {
    await cp(join(TINY_MODEL_DIRECTORY, file), join(folder, file));
  }
  const withHistory: ModelManifest = {
    ...manifest,
    files: { ...files, [modelFile]: await sha256Of(TINY_HISTORY_PATH) },
    history: {
      modelFile,
      minConfidentFraction: 0.25,
      silentShift: 2,
      thresholds: { default: { network: 0.5, history: 0.875 }, byFpr: {} },
      trainingData: "none: the answer is the brightness",
    },
  };
  await writeFile(join(folder, MANIFEST_FILE), JSON.stringify(withHistory));
}

/** The same, with the tiny tiles and the shipped search for copies too. Tiles never find anything. */
export async function writeModelWithAllWitnesses(folder: string): Promise<void> {
  await writeModelWithHistory(folder);
  const path = join(folder, MANIFEST_FILE);
  const manifest = ModelManifest.parse(JSON.parse(await readFile(path, "utf8")));
  const modelFile = basename(COPY_FEATURES_PATH);
  const [featuresFile, decisionFile] = ["tile-features.onnx", "tile-decision.onnx"];
  const sources = {
    [modelFile]: COPY_FEATURES_PATH,
    [featuresFile]: TINY_TILES.featuresPath,
    [decisionFile]: TINY_TILES.decisionPath,
  };
  const files = { ...manifest.files };
  for (const [name, source] of Object.entries(sources)) {
    await cp(source, join(folder, name));
    files[name] = await sha256Of(source);
  }
  const copies = { modelFile, acceptance: COPY_ACCEPTANCE, trainingData: "none" };
  const tiles = {
    ...{ featuresFile, decisionFile, sidePx: 256, overlapPx: 32, most: 6 },
    thresholds: { default: { one: 1, more: 1 }, byFpr: {} },
    trainingData: "none: the answer is the red",
  };
  await writeFile(path, JSON.stringify({ ...manifest, files, tiles, copies }));
}
