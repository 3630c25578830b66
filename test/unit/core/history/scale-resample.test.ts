import { describe, expect, it } from "vitest";
import type { Luma } from "../../../../core/history/luma.ts";
import { resample } from "../../../../core/history/scale/resample.ts";

const RAMP_RIGHT = 40;
const RAMP_DOWN = -24;
const ramp = (x: number, y: number) => Math.round(RAMP_RIGHT * x + RAMP_DOWN * y);

function pictureOf(width: number, height: number, value: (x: number, y: number) => number): Luma {
  const values = Int16Array.from({ length: width * height }, (_, at) =>
    value(at % width, Math.floor(at / width)),
  );
  return { width, height, values };
}

describe("a picture is scaled", () => {
  it("to its own size without a change", () => {
    const picture = pictureOf(37, 23, (x, y) => ((x * 7919 + y * 104_729) % 16_384) - 8192);
    expect(resample(picture, picture)).toEqual(picture);
  });

  it.each([
    { width: 80, height: 48 },
    { width: 150, height: 90 },
    { width: 133, height: 81 },
  ])("to $width × $height: a ramp stays one, by centres of pixels", (size) => {
    const picture = pictureOf(100, 60, ramp);
    const scaled = resample(picture, size);
    // Beyond the edge pixels repeat, which a kernel of four pixels sees.
    for (let y = 4; y < size.height - 4; y++) {
      for (let x = 4; x < size.width - 4; x++) {
        const wanted =
          RAMP_RIGHT * (((x + 0.5) * 100) / size.width - 0.5) +
          RAMP_DOWN * (((y + 0.5) * 60) / size.height - 0.5);
        expect(Math.abs((scaled.values[y * size.width + x] ?? 0) - wanted)).toBeLessThan(0.51);
      }
    }
  });

  it("in part as in whole", () => {
    const picture = pictureOf(50, 40, (x, y) => ((x * 7919 + y * 104_729) % 16_384) - 8192);
    const size = { width: 71, height: 55 };
    const whole = resample(picture, size);
    const part = resample(picture, size, { left: 16, top: 8, width: 30, height: 47 });
    const cut = pictureOf(30, 47, (x, y) => whole.values[(y + 8) * size.width + x + 16] ?? 0);
    expect(part).toEqual(cut);
  });
});
