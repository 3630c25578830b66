import { expect, it } from "vitest";
import { makeSharpCodec } from "../../adapters/image/sharp-codec.ts";
import { SHIPPED_MODEL_DIRECTORY } from "../../adapters/model/shipped-model.ts";
import { makeOnnxDetector } from "../../adapters/onnx/onnx-detector.ts";
import { decide } from "../../core/scan/decide.ts";
import { thresholdsFor } from "../../core/settings/model-choice.ts";
import { differenceOf, GOLDENS, goldenPixels, imageFixture } from "../helpers/fixtures.ts";

const codec = makeSharpCodec();

it.each(Object.entries(GOLDENS.images))(
  "%s: same size and pixels as in Python",
  async (name, size) => {
    const file = await imageFixture(name);
    const { bytes, facts } = await codec.open(file, () => {});
    expect(facts).toMatchObject({ ...size, sizeBytes: file.length });

    const pixels = await codec.decode(bytes, GOLDENS.size, "lanczos3");
    // Both are the same libvips; processors round differently in the last bit, and no further.
    expect(differenceOf(pixels, await goldenPixels(name)).max).toBeLessThanOrEqual(1);
  },
);

it("the goldens can tell one kernel from another", async () => {
  const pixels = await codec.decode(await imageFixture("jpeg-24mp.jpg"), GOLDENS.size, "cubic");
  expect(differenceOf(pixels, await goldenPixels("jpeg-24mp.jpg")).max).toBeGreaterThan(1);
});

it("the shipped network says the same of both", async () => {
  const detector = await makeOnnxDetector({ directory: SHIPPED_MODEL_DIRECTORY });
  const { network: threshold } = thresholdsFor(detector.manifest, { history: "off" });
  const judge = async (rgb: Uint8Array) => {
    const { map } = await detector.detect(new Uint8Array(rgb));
    return { map, label: decide({ network: map }, { threshold }).label };
  };
  let otherLabels = 0;
  for (const name of Object.keys(GOLDENS.images)) {
    const { bytes } = await codec.open(await imageFixture(name), () => {});
    const here = await judge(
      await codec.decode(bytes, detector.inputSize, detector.manifest.resizeKernel),
    );
    const inPython = await judge(await goldenPixels(name));
    expect(meanDifference(here.map.values, inPython.map.values)).toBeLessThanOrEqual(0.01);
    if (here.label !== inPython.label) otherLabels++;
  }
  await detector.close();
  expect(otherLabels).toBeLessThanOrEqual(1);
});

function meanDifference(a: Float32Array, b: Float32Array): number {
  return a.reduce((sum, p, index) => sum + Math.abs(p - (b[index] ?? Number.NaN)), 0) / a.length;
}
