import { describe, expect, it } from "vitest";
import { scanError } from "../../../../core/contracts/reasons.ts";
import { parseScanResult } from "../../../../core/contracts/scan-result.ts";
import { makeJudgeImage, makeScanImage, scanSettingsOf } from "../../../../core/scan/scan-image.ts";
import type { PlacedMap, TilesWitness } from "../../../../core/witness-ports.ts";
import { jobFor, MODEL } from "../../../helpers/builders.ts";
import { fakeScan, uniformMap } from "../../../helpers/doubles/fake-scan.ts";
import { MANIFEST_WITH_TILES } from "../../../helpers/doubles/manifests.ts";
import {
  HISTORY_RULES,
  HISTORY_SHA256,
  placedMap,
  SimulatedHistory,
} from "../../../helpers/history-map.ts";

const TILES_SHA256 = "7a".repeat(32);
const tilesWitnessOf = (map: PlacedMap, count: number): TilesWitness => ({
  examine: async () => ({ map, count }),
});

/** Never reached by a picture of one tile. */
const moreThan = (more: number) => ({ one: 1, more });

const first = { isLast: false };
const last = { isLast: true };

describe("with tiles as a second view", () => {
  /** Of 80 × 60 cells the first eight by eight are said to be changed. */
  const cells = placedMap(
    80,
    Array.from({ length: 80 * 60 }, (_, at) => (at % 80 < 8 && at < 8 * 80 ? 0.96 : 0.02)),
  );
  const scanWith = (threshold: number, frame = 0) =>
    makeScanImage({
      ...fakeScan(uniformMap(8, frame)),
      tiles: {
        witness: tilesWitnessOf(cells, 7),
        threshold: moreThan(threshold),
        sha256: TILES_SHA256,
      },
    });

  it("the network finds what the frame does not show, and says in which view", async () => {
    const result = await scanWith(0.9)(jobFor(), first);
    expect(parseScanResult(JSON.stringify(result))).toEqual(result);
    expect(result).toMatchObject({
      model: { ...MODEL, tilesSha256: TILES_SHA256 },
      findings: {
        label: "manipulated",
        ...{ decidedBy: "network", score: expect.closeTo(0.96, 6), threshold: 0.9 },
        witnesses: {
          network: {
            ...{ state: "found", view: "tiles", scoredBy: "topMean" },
            views: {
              frame: { score: 0, threshold: 0.5 },
              tiles: { score: expect.closeTo(0.96, 6), threshold: 0.9, count: 7 },
            },
          },
        },
        regions: [{ x: 0, y: 0 }],
      },
      map: { width: 80, height: 60 },
      timings: { tilesMs: expect.any(Number) },
    });
  });

  it("a picture of one tile has a threshold of its own", async () => {
    const witness = tilesWitnessOf(cells, 1);
    const tiles = { witness, threshold: { one: 0.97, more: 0.9 }, sha256: TILES_SHA256 };
    const result = await makeScanImage({ ...fakeScan(uniformMap(8, 0)), tiles })(jobFor(), first);
    expect(result).toMatchObject({
      findings: { label: "authentic", witnesses: { network: { view: "tiles", threshold: 0.97 } } },
    });
  });

  it("the frame's numbers stand where it is nearer to its threshold, and its map is in the mask", async () => {
    const result = await scanWith(0.99, 0.49)(jobFor(), first);
    expect(parseScanResult(JSON.stringify(result))).toEqual(result);
    expect(result).toMatchObject({
      findings: {
        ...{ label: "authentic", decidedBy: "network", score: expect.closeTo(0.49, 6) },
        witnesses: { network: { state: "nothing", view: "frame", views: { tiles: { count: 7 } } } },
      },
    });
  });

  it("what tiles say that found nothing is lowered where the frame found something", async () => {
    const quiet = { ...HISTORY_RULES, silentShift: 4 };
    const witness = new SimulatedHistory(async () => undefined);
    const deps = (threshold: number) => ({
      ...fakeScan(uniformMap(8, 0.6)),
      history: { witness, rules: quiet, sha256: HISTORY_SHA256 },
      tiles: {
        witness: tilesWitnessOf(cells, 7),
        threshold: moreThan(threshold),
        sha256: TILES_SHA256,
      },
    });
    const highest = async (threshold: number) => {
      const judged = await makeJudgeImage(deps(threshold))(jobFor(), first);
      if (judged.state !== "scanned") throw new Error("expected a scan");
      return Math.max(...judged.analysis.probabilities.values);
    };
    expect(await highest(0.9)).toBeCloseTo(0.96, 6);
    expect(await highest(0.99)).toBeCloseTo(0.6, 6);
  });

  it("a file that tiles cannot be cut from ends the scan as the frame's would", async () => {
    const witness = {
      examine: () => Promise.reject(scanError("corrupt", { found: "half a picture" })),
    };
    const tiles = { witness, threshold: moreThan(0.9), sha256: TILES_SHA256 };
    const result = await makeScanImage({ ...fakeScan(uniformMap(8, 0)), tiles })(jobFor(), last);
    expect(result).toMatchObject({ state: "failed", reason: { code: "corrupt" } });
  });
});

it("what a scan is made of says whether tiles are looked at", () => {
  const witness = tilesWitnessOf(placedMap(4, Array(16).fill(0)), 1);
  const network = { value: 0.8, decidedBy: "robustScore" } as const;
  const heard = { tiles: witness };
  const { tiles: _, ...without } = MANIFEST_WITH_TILES;
  const looked = { network, tiles: { one: 0.9, more: 0.875 } };
  expect(scanSettingsOf(MANIFEST_WITH_TILES, looked, heard)).toMatchObject({
    tiles: { witness, threshold: looked.tiles, sha256: "01".repeat(32) },
  });
  expect(scanSettingsOf(without, { network }, {}).tiles).toBeUndefined();
  expect(() => scanSettingsOf(MANIFEST_WITH_TILES, looked, {})).toThrow(TypeError);
  expect(() => scanSettingsOf(MANIFEST_WITH_TILES, { network }, heard)).toThrow(TypeError);
  expect(() => scanSettingsOf(without, looked, heard)).toThrow(TypeError);
});
