import { describe, expect, it } from "vitest";
import {
  decidingAt,
  defaultThresholdOf,
  FalsePositiveRate,
  ModelManifest,
  manifestInForce,
  modelIdentityOf,
} from "../../../../core/contracts/model-manifest.ts";
import { MANIFEST, MANIFEST_WITH_HISTORY } from "../../../helpers/doubles/manifests.ts";

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

describe("a manifest with compression history", () => {
  const { history } = MANIFEST_WITH_HISTORY;

  it("decides by the joint thresholds, in the place of the network's own", () => {
    expect(defaultThresholdOf(MANIFEST_WITH_HISTORY)).toEqual({
      value: 0.7,
      decidedBy: "robustScore",
    });
    const cautious = decidingAt(MANIFEST_WITH_HISTORY, ".05");
    expect(defaultThresholdOf(cautious).value).toBe(0.85);
    expect(cautious.history?.thresholds.default.history).toBe(0.875);
    expect(cautious.history).toMatchObject({ silentShift: 2, minConfidentFraction: 0.1 });
    // The network alone has one for it, both together have none.
    expect(() => decidingAt(MANIFEST_WITH_HISTORY, "0.01")).toThrow(
      "it has them for: 0.05. Choose",
    );
  });

  it("is that of the network alone once history is switched off", () => {
    const inForce = manifestInForce(MANIFEST_WITH_HISTORY, {
      history: "off",
      falsePositiveRate: "0.01",
    });
    expect(inForce).not.toHaveProperty("history");
    expect(defaultThresholdOf(inForce).value).toBe(0.9);
    expect(manifestInForce(MANIFEST_WITH_HISTORY, {})).toBe(MANIFEST_WITH_HISTORY);
    expect(manifestInForce(MANIFEST_WITH_HISTORY, { history: "on" })).toBe(MANIFEST_WITH_HISTORY);
    expect(manifestInForce(MANIFEST, { history: "on" })).toEqual(MANIFEST);
  });

  it("names who had a say in the model's identity", () => {
    const identity = { name: "model", version: "2", sha256: "ab".repeat(32) };
    expect(modelIdentityOf(MANIFEST)).toEqual(identity);
    const historySha256 = "cd".repeat(32);
    expect(modelIdentityOf(MANIFEST_WITH_HISTORY)).toEqual({ ...identity, historySha256 });
  });

  const withHistory = (change: object) => ({
    ...MANIFEST_WITH_HISTORY,
    history: { ...history, ...change },
  });
  const joint = { default: { network: 0.5, history: 0.5 }, byFpr: {} };
  it.each<readonly [string, object]>([
    ["history.modelFile has no sha256", { ...MANIFEST_WITH_HISTORY, files: MANIFEST.files }],
    ["history.modelFile has no sha256", withHistory({ modelFile: "toString.onnx" })],
    ["modelFile", withHistory({ modelFile: "history.bin" })],
    ["modelFile", withHistory({ modelFile: "../history.onnx" })],
    ["trainingData", withHistory({ trainingData: "" })],
    ["minConfidentFraction", withHistory({ minConfidentFraction: 1.5 })],
    ["silentShift", withHistory({ silentShift: -1 })],
    ["silentShift", withHistory({ silentShift: Number.POSITIVE_INFINITY })],
    ["network", withHistory({ thresholds: { ...joint, default: { network: 1.1, history: 0 } } })],
    ["history", withHistory({ thresholds: { ...joint, default: { network: 0.5 } } })],
    ["byFpr", withHistory({ thresholds: { ...joint, byFpr: { "5%": joint.default } } })],
    ["byFpr", withHistory({ thresholds: { ...joint, byFpr: { "0.05": 0.5 } } })],
    ["copies", withHistory({ copies: true })],
  ])("is refused, by name: %s", (message, manifest) => {
    expect(() => ModelManifest.parse(manifest)).toThrow(message);
  });
});
