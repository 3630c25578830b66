import type { ModelManifest } from "../../../core/contracts/model-manifest.ts";

/** A model whose only witness is the network. */
export const MANIFEST: ModelManifest = {
  manifestVersion: 1,
  name: "model",
  version: "2",
  modelFile: "model.onnx",
  files: { "model.onnx": "ab".repeat(32) },
  inputSize: 32,
  resizeKernel: "lanczos3",
  thresholds: { default: 0.8, decidedBy: "robustScore", byFpr: { "0.1": 0.7, "0.01": 0.9 } },
  trainingData: "none",
};

/** The same with compression history beside it, under joint thresholds. */
export const MANIFEST_WITH_HISTORY = {
  ...MANIFEST,
  files: { ...MANIFEST.files, "history.onnx": "cd".repeat(32) },
  history: {
    modelFile: "history.onnx",
    minConfidentFraction: 0.1,
    silentShift: 2,
    thresholds: {
      default: { network: 0.7, history: 0.75 },
      byFpr: { "0.05": { network: 0.85, history: 0.875 } },
    },
    trainingData: "none",
  },
} satisfies ModelManifest;

/** A network, and someone who looks for copied regions. */
export const MANIFEST_WITH_COPIES = {
  ...MANIFEST,
  files: { ...MANIFEST.files, "copies.onnx": "ef".repeat(32) },
  copies: {
    modelFile: "copies.onnx",
    acceptance: { intercept: 0, weights: {}, levels: { certain: 0.75, hint: 0.25 } },
    trainingData: "none",
  },
} satisfies ModelManifest;

/** A network that looks at tiles, too. */
export const MANIFEST_WITH_TILES = {
  ...MANIFEST,
  files: { ...MANIFEST.files, "features.onnx": "01".repeat(32), "decision.onnx": "23".repeat(32) },
  tiles: {
    ...{ featuresFile: "features.onnx", decisionFile: "decision.onnx" },
    ...{ sidePx: 64, overlapPx: 16, most: 3 },
    thresholds: {
      default: { one: 0.9, more: 0.875 },
      byFpr: { "0.01": { one: 0.95, more: 0.9375 }, "0.1": { one: 0.8, more: 0.75 } },
    },
    trainingData: "none",
  },
} satisfies ModelManifest;
