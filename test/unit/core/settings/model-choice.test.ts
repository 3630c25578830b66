import { describe, expect, it } from "vitest";
import {
  FalsePositiveRate,
  type ManifestChoice,
  thresholdsFor,
} from "../../../../core/settings/model-choice.ts";
import {
  MANIFEST,
  MANIFEST_WITH_COPIES,
  MANIFEST_WITH_HISTORY,
  MANIFEST_WITH_TILES,
} from "../../../helpers/doubles/manifests.ts";

const thresholdAt = (rate?: string) =>
  thresholdsFor(MANIFEST, rate === undefined ? {} : { falsePositiveRate: rate }).network;

describe("the threshold for a false-positive rate", () => {
  it("is the one that the manifest has for it, however it is written", () => {
    for (const rate of ["0.01", ".01", "0.010"]) {
      expect(thresholdAt(rate)).toEqual({ value: 0.9, decidedBy: "robustScore" });
    }
    expect(thresholdAt("0.1").value).toBe(0.7);
    expect(thresholdAt().value).toBe(0.8);
  });

  it("is refused where the manifest has none, with those that it has", () => {
    expect(() => thresholdAt("0.02")).toThrow(
      'model 2 has no threshold for a false-positive rate of "0.02"; it has them for: 0.01, 0.1. Choose',
    );
    for (const rate of ["", "abc", "5%"])
      expect(() => thresholdAt(rate)).toThrow("it has them for");
    const bare = { ...MANIFEST, thresholds: { ...MANIFEST.thresholds, byFpr: {} } };
    expect(() => thresholdsFor(bare, { falsePositiveRate: "0.01" })).toThrow(
      "it has them for: none",
    );
  });

  it.each(["", "1", "1.5", "5%", "-0.1", "0,01", "0."])("is not asked for by %j", (text) => {
    expect(FalsePositiveRate.safeParse(text).success).toBe(false);
  });
});

describe("with compression history", () => {
  const decidedBy = "robustScore";

  it("both witnesses decide by the joint thresholds", () => {
    const joint = { network: { value: 0.7, decidedBy }, history: 0.75 };
    expect(thresholdsFor(MANIFEST_WITH_HISTORY, {})).toEqual(joint);
    expect(thresholdsFor(MANIFEST_WITH_HISTORY, { history: "on" })).toEqual(joint);
    expect(thresholdsFor(MANIFEST_WITH_HISTORY, { falsePositiveRate: ".05" })).toEqual({
      network: { value: 0.85, decidedBy },
      history: 0.875,
    });
    // The network alone has one for it, both together have none.
    expect(() => thresholdsFor(MANIFEST_WITH_HISTORY, { falsePositiveRate: "0.01" })).toThrow(
      "it has them for: 0.05. Choose",
    );
  });

  it("the network decides by its own once history is switched off, or was never there", () => {
    const choice = { history: "off", falsePositiveRate: "0.01" } as const;
    const alone = { network: { value: 0.9, decidedBy } };
    expect(thresholdsFor(MANIFEST_WITH_HISTORY, choice)).toEqual(alone);
    expect(thresholdsFor(MANIFEST, { ...choice, history: "on" })).toEqual(alone);
  });
});

it("copies are certain at the same level under every rate, unless nobody looks for them", () => {
  const levelAt = (choice: ManifestChoice) => thresholdsFor(MANIFEST_WITH_COPIES, choice).copies;
  expect([levelAt({}), levelAt({ falsePositiveRate: "0.01", copies: "on" })]).toEqual([0.75, 0.75]);
  expect(levelAt({ copies: "off" })).toBeUndefined();
  expect(thresholdsFor(MANIFEST, { copies: "on" }).copies).toBeUndefined();
});

it("tiles have a threshold for each rate of their own, unless nobody looks at them", () => {
  const at = (choice: ManifestChoice) => thresholdsFor(MANIFEST_WITH_TILES, choice).tiles;
  expect([at({}), at({ tiles: "on", falsePositiveRate: ".01" })]).toEqual([
    { one: 0.9, more: 0.875 },
    { one: 0.95, more: 0.9375 },
  ]);
  expect(at({ tiles: "off", falsePositiveRate: "0.01" })).toBeUndefined();
  expect(thresholdsFor(MANIFEST, { tiles: "on" }).tiles).toBeUndefined();
  const { tiles } = MANIFEST_WITH_TILES;
  const bare = {
    ...MANIFEST_WITH_TILES,
    tiles: { ...tiles, thresholds: { ...tiles.thresholds, byFpr: {} } },
  };
  expect(() => thresholdsFor(bare, { falsePositiveRate: "0.01" })).toThrow("has them for: none");
});
