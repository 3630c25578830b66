import { describe, expect, it } from "vitest";
import type { CopiedPair } from "../../../../core/contracts/witnesses.ts";
import { overlayLayer } from "../../../../core/overlay/overlay-layer.ts";
import { overlaySizeOf, SCREEN_SIDE_PIXELS } from "../../../../core/overlay/overlay-size.ts";
import type { Layer } from "../../../../core/overlay/paint.ts";
import type { GrayImage } from "../../../../core/ports.ts";
import { rectangle } from "../../../helpers/copied-pairs.ts";

const IMAGE = { width: 600, height: 300 };
const RED = [255, 0, 51];
const CYAN = [0, 200, 255];
const AMBER = [255, 176, 0];
const DARK = { width: 2, height: 1, values: Uint8Array.of(0, 0) };

const PAIR: CopiedPair = {
  source: rectangle(100, 100, 100, 80),
  copy: rectangle(400, 100, 100, 80),
  isSideKnown: true,
  transform: { xx: 1, xy: 0, x0: 300, yx: 0, yy: 1, y0: 0 },
  confidence: 0.99,
  level: "certain",
};

function at({ width, rgba }: Layer, x: number, y: number) {
  const pixel = [...rgba.subarray((y * width + x) * 4, (y * width + x) * 4 + 4)];
  return { colour: pixel.slice(0, 3), alpha: pixel[3] };
}

/** Left half manipulated, at the size of the image. */
function halfMap(): GrayImage {
  const values = Uint8Array.from({ length: 600 * 300 }, (_, i) => (i % 600 < 300 ? 255 : 0));
  return { ...IMAGE, values };
}

describe("what was found is painted", () => {
  it("tints what is held for manipulated, with a line at its edge and none at the border", () => {
    const layer = overlayLayer(IMAGE, { label: "manipulated" }, halfMap());
    expect(at(layer, 150, 150)).toEqual({ colour: RED, alpha: 89 });
    expect(at(layer, 0, 0)).toEqual({ colour: RED, alpha: 89 });
    expect(at(layer, 299, 150)).toEqual({ colour: RED, alpha: 255 });
    expect(at(layer, 300, 150).alpha).toBe(0);
  });

  it("leaves out the spots of a picture that nobody holds for manipulated", () => {
    const { rgba } = overlayLayer(IMAGE, { label: "authentic" }, halfMap());
    expect(rgba.every((value) => value === 0)).toBe(true);
  });

  it("outlines the source in cyan and the copy in amber, with an arrow to the copy", () => {
    const layer = overlayLayer(IMAGE, { label: "manipulated", copies: [PAIR] }, DARK);
    expect(at(layer, 150, 100)).toEqual({ colour: CYAN, alpha: 255 });
    expect(at(layer, 450, 100)).toEqual({ colour: AMBER, alpha: 255 });
    expect(at(layer, 300, 140)).toEqual({ colour: AMBER, alpha: 255 });
    expect(at(layer, 440, 144)).toEqual({ colour: AMBER, alpha: 255 });
    expect(at(layer, 160, 144).alpha).toBe(0);
  });

  it("tells no side of a pair that has none: one colour, no arrow", () => {
    const copies = [{ ...PAIR, isSideKnown: false }];
    const layer = overlayLayer(IMAGE, { label: "manipulated", copies }, DARK);
    expect(at(layer, 150, 100).colour).toEqual(AMBER);
    expect(at(layer, 440, 144).alpha).toBe(0);
  });

  it("dashes a hint, on round its corners", () => {
    const copies = [{ ...PAIR, level: "hint" as const }];
    const layer = overlayLayer(IMAGE, { label: "authentic", copies }, DARK);
    const top = Array.from({ length: 90 }, (_, x) => at(layer, 105 + x, 100).alpha === 255);
    expect(top.filter(Boolean).length / top.length).toBeCloseTo(0.6, 1);
    // 100 pixels of dashes of 9 and gaps of 6 end 10 in: the next edge begins in that gap.
    expect(at(layer, 200, 102).alpha).toBe(0);
    expect(at(layer, 200, 110).alpha).toBe(255);
  });

  it("paints nothing beyond the picture", () => {
    const copies = [{ ...PAIR, copy: rectangle(550, 280, 50, 20), source: rectangle(0, 0, 9, 9) }];
    expect(() => overlayLayer(IMAGE, { label: "manipulated", copies }, DARK)).not.toThrow();
  });

  it("puts outlines where they are in a picture that is shown smaller", () => {
    const copies = [{ ...PAIR, copy: rectangle(4000, 1000, 1000, 800) }];
    const large = { width: 6000, height: 3000 };
    const layer = overlayLayer(large, { label: "manipulated", copies }, DARK);
    const scale = 2048 / 6000;
    expect(at(layer, Math.round(4500 * scale), Math.round(1000 * scale)).colour).toEqual(AMBER);
  });
});

it.each([
  [
    { width: 600, height: 300 },
    { width: 600, height: 300 },
  ],
  [
    { width: 6000, height: 3000 },
    { width: 2048, height: 1024 },
  ],
  [
    { width: 40, height: 90_000 },
    { width: 1, height: 2048 },
  ],
])("%j is laid over at %j", (image, size) => {
  expect(overlaySizeOf(image, SCREEN_SIDE_PIXELS)).toEqual(size);
});
