import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { openFeatureSession } from "../../../../adapters/onnx/sessions/feature-session.ts";
import { CHANNELS, FEATURE_RADIUS_PX } from "../../../../core/copies/match/feature-map.ts";
import { COPY_FEATURES_PATH, TINY_MODEL_DIRECTORY } from "../../../helpers/fixtures.ts";

/** What Python says by the definition: see model/fixtures/copy_features.py. */
const Golden = z.strictObject({
  width: z.int(),
  height: z.int(),
  gray: z.base64(),
  features: z.base64(),
});
const file = new URL("../../../fixtures/copy-features.json", import.meta.url);
const golden = Golden.parse(JSON.parse(await readFile(file, "utf8")));
const features = new Float32Array(new Uint8Array(Buffer.from(golden.features, "base64")).buffer);

describe("the graph of features", () => {
  it("says in eighths of a level what the definition says", async () => {
    const describeStrip = await openFeatureSession(COPY_FEATURES_PATH, 1);
    const values = Float32Array.from(Buffer.from(golden.gray, "base64"));
    const { width: widthPx, height: heightPx } = golden;
    const found = await describeStrip({ widthPx, heightPx, values });
    const border = 2 * FEATURE_RADIUS_PX;
    expect(features).toHaveLength((widthPx - border) * (heightPx - border) * CHANNELS);
    const differences = features.map((feature, at) => Math.abs((found[at] ?? 0) / 8 - feature));
    expect(Math.max(...differences)).toBeLessThan(1 / 16 + 1e-3);
  });

  it("is refused when it is another one", async () => {
    const other = openFeatureSession(join(TINY_MODEL_DIRECTORY, "model.onnx"), 1);
    await expect(other).rejects.toMatchObject({ name: "ModelError" });
    await expect(other).rejects.toThrow(/gray/);
  });
});
