import { describe, expect, it } from "vitest";
import {
  decidingAt,
  defaultThresholdOf,
  FalsePositiveRate,
  type ModelManifest,
} from "../../core/contracts/model-manifest.ts";

const MANIFEST: ModelManifest = {
  manifestVersion: 1,
  name: "model",
  version: "2",
  modelFile: "model.onnx",
  files: { "model.onnx": "ab".repeat(32) },
  inputSize: 32,
  resizeKernel: "lanczos3",
  thresholds: { default: 0.8, decidedBy: "robustScore", byFpr: { "0.1": 0.7, "0.01": 0.9 } },
  trainingData: "none",
  metrics: {},
};
const thresholdAt = (rate?: string) => defaultThresholdOf(decidingAt(MANIFEST, rate));

describe("the threshold for a false-positive rate", () => {
  it("is the one that the manifest has for it, however it is written", () => {
    for (const rate of ["0.01", ".01", "0.010"]) {
      expect(thresholdAt(rate)).toEqual({ value: 0.9, decidedBy: "robustScore" });
    }
    expect(thresholdAt("0.1").value).toBe(0.7);
    expect(thresholdAt().value).toBe(0.8);
  });

  it("leaves the rest of the manifest as it is", () => {
    const { thresholds, ...rest } = decidingAt(MANIFEST, "0.01");
    expect({ ...rest, thresholds: { ...thresholds, default: 0.8 } }).toEqual(MANIFEST);
  });

  it("is refused where the manifest has none, with those that it has", () => {
    expect(() => thresholdAt("0.02")).toThrow(
      'model 2 has no threshold for a false-positive rate of "0.02"; it has them for: 0.01, 0.1. Choose',
    );
    for (const rate of ["", "abc", "5%"])
      expect(() => thresholdAt(rate)).toThrow("it has them for");
    const bare = { ...MANIFEST, thresholds: { ...MANIFEST.thresholds, byFpr: {} } };
    expect(() => decidingAt(bare, "0.01")).toThrow("it has them for: none");
  });

  it.each(["", "1", "1.5", "5%", "-0.1", "0,01", "0."])("is not asked for by %j", (text) => {
    expect(FalsePositiveRate.safeParse(text).success).toBe(false);
  });
});
