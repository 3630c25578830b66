import { describe, expect, it } from "vitest";
import { ModelManifest, modelIdentityOf } from "../../../../core/contracts/model-manifest.ts";
import { MANIFEST, MANIFEST_WITH_HISTORY } from "../../../helpers/doubles/manifests.ts";

it("a model's identity is that of its network", () => {
  const identity = { name: "model", version: "2", sha256: "ab".repeat(32) };
  expect(modelIdentityOf(MANIFEST)).toEqual(identity);
  expect(modelIdentityOf(MANIFEST_WITH_HISTORY)).toEqual(identity);
});

describe("a manifest with compression history", () => {
  const { history } = MANIFEST_WITH_HISTORY;

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
