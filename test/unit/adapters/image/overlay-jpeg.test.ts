import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { encodeOverlay } from "../../../../adapters/image/overlay-jpeg.ts";
import { overlayLayer } from "../../../../core/overlay/overlay-layer.ts";
import { emptyLayer } from "../../../../core/overlay/paint.ts";
import { rectangle } from "../../../helpers/copied-pairs.ts";
import { flat, halfRed, RED } from "../../../helpers/pictures.ts";

async function pixelsOf(jpeg: Uint8Array) {
  const { data, info } = await sharp(jpeg).raw().toBuffer({ resolveWithObject: true });
  const at = (x: number, y: number) => {
    const start = (y * info.width + x) * info.channels;
    return [...data.subarray(start, start + 3)];
  };
  return { ...info, at };
}

describe("the layer over the picture", () => {
  it("lies where the viewer sees it, in a photograph that is stored on its side", async () => {
    // Stored 400 × 200 with red on the left; turned by 90 degrees: red on top, 200 × 400.
    const stored = await halfRed(400, 200).jpeg().withMetadata({ orientation: 6 }).toBuffer();
    const map = { width: 1, height: 2, values: Uint8Array.of(0, 0) };
    const pair = {
      source: rectangle(20, 240, 40, 40),
      copy: rectangle(100, 300, 60, 60),
      isSideKnown: false,
      transform: { xx: 1, xy: 0, x0: 80, yx: 0, yy: 1, y0: 60 },
      confidence: 1,
      level: "certain" as const,
    };
    const findings = { label: "manipulated" as const, copies: [pair] };
    const layer = overlayLayer({ width: 200, height: 400 }, findings, map);
    const { width, height, at } = await pixelsOf(await encodeOverlay(stored, layer));
    expect([width, height]).toEqual([200, 400]);
    expect(at(100, 20)[0]).toBeGreaterThan(200);
    const [red = 0, , blue = 255] = at(130, 300);
    expect(red - blue).toBeGreaterThan(150);
    const [inside = 255] = at(145, 345);
    expect(inside).toBeLessThan(60);
  });

  it.each([
    ["CMYK", flat(80, 60, RED).toColourspace("cmyk").tiff()],
    ["gray", flat(80, 60, RED).toColourspace("b-w").png()],
    ["16 bits", flat(80, 60, RED).toColourspace("rgb16").png()],
    ["transparent", flat(80, 60, RED).ensureAlpha(0.5).png()],
  ])("lies over a picture in %s, which becomes an ordinary one", async (_, picture) => {
    const overlay = await encodeOverlay(
      await picture.toBuffer(),
      emptyLayer({ width: 80, height: 60 }),
    );
    expect(await sharp(overlay).metadata()).toMatchObject({
      ...{ format: "jpeg", width: 80, height: 60, channels: 3, space: "srgb" },
    });
  });

  it("passes none of a photograph's metadata on", async () => {
    const photograph = flat(80, 60, RED)
      .jpeg()
      .withExif({ IFD0: { Artist: "N. N." } });
    const overlay = await encodeOverlay(
      await photograph.toBuffer(),
      emptyLayer({ width: 80, height: 60 }),
    );
    expect((await sharp(overlay).metadata()).exif).toBeUndefined();
  });

  it("is refused for what cannot be decoded", async () => {
    const whole = await halfRed(400, 300).jpeg().toBuffer();
    const cut = whole.subarray(0, whole.length >> 1);
    await expect(encodeOverlay(cut, emptyLayer({ width: 8, height: 8 }))).rejects.toMatchObject({
      code: "corrupt",
    });
  });
});
