import { describe, expect, it } from "vitest";
import { MaskError } from "../../../../core/evaluation/mask-error.ts";
import { measureAuthentic, measureManipulated } from "../../../../core/evaluation/measurement.ts";
import { resizeMask } from "../../../../core/evaluation/resize-mask.ts";
import { analyse } from "../../../../core/scan/analyse.ts";
import { halve } from "../../../../core/scan/probability-map.ts";
import { IMAGE } from "../../../helpers/builders.ts";

const THRESHOLD = { value: 0.5, decidedBy: "score" } as const;

/** What a scan says of an image of this size when the network gave this square map. */
function evidenceOf(values: readonly number[], width: number, height: number) {
  const side = Math.sqrt(values.length);
  const network = { width: side, height: side, values: Float32Array.from(values) };
  return analyse({ network }, { ...IMAGE, width, height }, { threshold: THRESHOLD });
}

/** A mask by the letters of its rows: `#` is manipulated. */
function maskOf(...rows: string[]) {
  const values = Uint8Array.from(rows.join(""), (letter) => (letter === "#" ? 255 : 0));
  return { width: rows[0]?.length ?? 0, height: rows.length, values };
}

describe("resizeMask", () => {
  it("takes the pixel at floor(i·from/to), smaller and larger", () => {
    const mask = maskOf("#..#.", ".....", "##...");
    expect(resizeMask(mask, 3, 2)).toEqual(maskOf("#.#", "..."));
    expect(resizeMask(maskOf("#.", ".#"), 4, 3)).toEqual(maskOf("##..", "##..", "..##"));
    expect(resizeMask(mask, 5, 3)).toEqual(mask);
  });

  it("rounds as OpenCV does: of 186 pixels the middle one of 32 is 92, a hair below 93", () => {
    const mask = maskOf(`${".".repeat(92)}#${".".repeat(93)}`);
    expect(resizeMask(mask, 32, 1).values.indexOf(255)).toBe(16);
  });
});

describe("a manipulated image", () => {
  it("is measured at the model's size and at its own", () => {
    const evidence = evidenceOf([0.9, 0.1, 0.1, 0.1], 4, 4);
    const measured = measureManipulated(evidence, maskOf("###.", "##..", "....", "...."));
    expect(measured).toMatchObject({ truth: "manipulated", score: Math.fround(0.9) });
    // The mask's nearest 2×2 is "##" over "..": one of two is found.
    expect(measured.pixel).toEqual({ f1: 2 / 3, iou: 0.5, auc: 0.75 });
    // Restored rows are 0.9 0.7 0.3 0.1, 0.7 0.55 0.25 0.1, … : four pixels above 0.5, all of them true.
    expect(measured.nativePixel.f1).toBeCloseTo((2 * 4) / (4 + 5), 12);
    expect(measured.nativePixel.iou).toBeCloseTo(4 / 5, 12);
    // 0.3, the fifth, ties with the other 0.3, which is not manipulated.
    expect(measured.nativePixel.auc).toBeCloseTo(1 - 0.5 / (5 * 11), 12);
  });

  it("has no scores at the model's size where its mask is too small for it", () => {
    const evidence = evidenceOf([0.9, 0.1, 0.1, 0.1], 4, 4);
    const measured = measureManipulated(evidence, maskOf("....", ".#..", "....", "...."));
    expect(measured.pixel).toBeUndefined();
    expect(measured.nativePixel.f1).toBeCloseTo(2 / (4 + 1), 12);
  });

  it("is flagged by the map that was sent and ranked by the one that the network gave", () => {
    const evidence = evidenceOf([0.002, 0.001, 0.001, 0.0005], 2, 2);
    const { nativePixel } = measureManipulated(evidence, maskOf("#.", ".."));
    expect(nativePixel).toEqual({ f1: 0, iou: 0, auc: 1 });

    const sharp = evidenceOf([1, 0, 0, 0], 2, 2);
    const sent = { ...sharp, map: halve(sharp.map) };
    expect(measureManipulated(sharp, maskOf("#.", "..")).nativePixel.f1).toBe(1);
    expect(measureManipulated(sent, maskOf("#.", "..")).nativePixel.f1).toBe(0);
  });

  it("must have a mask that marks something", () => {
    const evidence = evidenceOf([1, 0, 0, 0], 2, 2);
    expect(() => measureManipulated(evidence, maskOf("..", ".."))).toThrow(MaskError);
  });
});

it("an authentic image adds the area that is flagged wrongly", () => {
  expect(measureAuthentic(evidenceOf([0.9, 0.1, 0.1, 0.1], 4, 4))).toMatchObject({
    truth: "authentic",
    score: Math.fround(0.9),
    falsePositiveArea: 1 / 4,
    nativeFalsePositiveArea: 4 / 16,
  });
});
