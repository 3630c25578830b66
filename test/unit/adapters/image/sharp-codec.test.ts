import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { makeSharpCodec } from "../../../../adapters/image/sharp-codec.ts";
import type { ScannedResult, UnscannedResult } from "../../../../core/contracts/scan-result.ts";
import { DEFAULT_LIMITS } from "../../../../core/scan/limits.ts";
import { makeScanImage } from "../../../../core/scan/scan-image.ts";
import { jobFor, MODEL } from "../../../helpers/builders.ts";
import { fakeScan, uniformMap } from "../../../helpers/doubles/fake-scan.ts";
import { differenceOf, GOLDENS, goldenPixels, imageFixture } from "../../../helpers/fixtures.ts";

const codec = makeSharpCodec();
const BOMB_SIDE = 30_000;

interface Scan {
  readonly result: ScannedResult | UnscannedResult;
  /** What the network was given. */
  readonly pixels: Uint8Array | undefined;
}

/** A scan of `bytes` with the real decoder, up to the network. */
async function scan(bytes: Uint8Array): Promise<Scan> {
  let pixels: Uint8Array | undefined;
  const scanImage = makeScanImage({
    ...fakeScan(),
    codec,
    reader: {
      head: async () => ({ sizeBytes: bytes.length, eTag: "9336" }),
      get: async () => ({ bytes, sizeBytes: bytes.length, eTag: "9336" }),
    },
    detector: {
      model: MODEL,
      inputSize: GOLDENS.size,
      detect: async (rgb) => {
        pixels = rgb;
        return { map: uniformMap(8, 0.75), score: 0.75 };
      },
    },
  });
  const result = await scanImage(jobFor(), { isLast: false });
  return { result, pixels };
}

const truncated = (bytes: Buffer) => bytes.subarray(0, Math.floor(bytes.length / 2));

/** A PNG of black pixels: 900 MB of them in 1 MB. */
async function bomb(): Promise<Buffer> {
  const row = new Uint8Array(BOMB_SIDE);
  const rows = Array.from({ length: BOMB_SIDE }, () => row);
  const chunks: Uint8Array[] = [];
  for await (const chunk of codec.encodeGray(
    { width: BOMB_SIDE, height: BOMB_SIDE, rows },
    "small",
  )) {
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function solid(width: number, height: number) {
  return sharp({ create: { width, height, channels: 3, background: "teal" } });
}

describe("what cannot be scanned ends in a verdict that says why", () => {
  const broken = {
    "truncated JPEG": ["jpeg-24mp.jpg", "failed", "corrupt", "a JPEG that is cut off"],
    "truncated PNG": ["png-alpha.png", "failed", "corrupt", "a PNG that is cut off"],
    "truncated WebP": ["webp-alpha.webp", "failed", "corrupt", "a WebP that is cut off"],
    "truncated AVIF": ["avif.avif", "failed", "corrupt", "an AVIF that is cut off"],
    "truncated HEIC": ["heic-phone.heic", "failed", "corrupt", "outside of file"],
    "truncated GIF": ["gif-animated.gif", "failed", "corrupt", "a GIF that is cut off"],
    "truncated TIFF": ["tiff-grey16.tif", "failed", "corrupt", "a TIFF that is cut off"],
  } as const;
  it.each(Object.entries(broken))("%s", async (_, [name, state, code, words]) => {
    const { result, pixels } = await scan(truncated(await imageFixture(name)));
    expect(result).toMatchObject({ state, reason: { code } });
    expect(result).toHaveProperty("reason.message", expect.stringContaining(words));
    expect(pixels).toBeUndefined();
  });

  const text = Buffer.from("hello, this is no image\n");
  const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="64" height="64"/>');
  const heic = Buffer.concat([Buffer.from([0, 0, 0, 24]), Buffer.from("ftypheic\0\0\0\0mif1heic")]);
  it.each([
    ["zero bytes", Buffer.alloc(0), "failed", "corrupt", "empty"],
    ["a JPEG's first bytes alone", Buffer.from([0xff, 0xd8, 0xff, 0xe0]), "failed", "corrupt", ""],
    ["text named .jpg", text, "failed", "unsupported_format", "received text"],
    ["SVG", svg, "failed", "unsupported_format", "received text"],
    ["PDF", Buffer.from("%PDF-1.7\n%\xe2"), "failed", "unsupported_format", "a PDF document"],
    ["HEIC's first bytes alone", heic, "failed", "corrupt", "Invalid input"],
    ["bytes", Buffer.from("00ff00ff00ff", "hex"), "failed", "unsupported_format", "00ff00ff00ff"],
  ])("%s", async (_, bytes, state, code, words) => {
    const { result } = await scan(bytes);
    expect(result).toMatchObject({ state, reason: { code } });
    expect(result).toHaveProperty("reason.message", expect.stringContaining(words));
  });

  it("1×1", async () => {
    const { result } = await scan(await solid(1, 1).png().toBuffer());
    const image = { width: 1, height: 1, format: "png" };
    expect(result).toMatchObject({ state: "skipped", reason: { code: "too_small" }, image });
  });

  it("a 30,000×30,000 bomb, without room for its pixels", async () => {
    const bytes = await bomb();
    const before = process.memoryUsage.rss();
    const { result } = await scan(bytes);
    expect(process.memoryUsage.rss() - before).toBeLessThan(50e6);
    expect(result).toMatchObject({
      state: "skipped",
      reason: { code: "too_many_pixels" },
      image: { width: BOMB_SIDE, height: BOMB_SIDE, sizeBytes: bytes.length },
    });
    expect(bytes.length).toBeLessThan(DEFAULT_LIMITS.maxSizeBytes);
  });
});

describe("what is unusual is scanned, and the network gets the golden pixels", () => {
  it.each([
    "jpeg-cmyk.jpg",
    "jpeg-cmyk-icc.jpg",
    "png-16bit.png",
    "png-16bit-display-p3.png",
    "jpeg-exif-6.jpg",
    "jpeg-exif-7.jpg",
    "gif-animated.gif",
    "webp-animated.webp",
    "heic-phone.heic",
    "heic-10bit.heic",
    "heic-alpha.heic",
  ])("%s", async (name) => {
    const { result, pixels } = await scan(await imageFixture(name));
    expect(result).toMatchObject({ state: "scanned" });
    const golden = await goldenPixels(name);
    expect(differenceOf(pixels ?? new Uint8Array(), golden).max).toBeLessThanOrEqual(1);
  });

  it("the format is that of the bytes, whatever the name ends in", async () => {
    const { result } = await scan(await imageFixture("webp-alpha.webp"));
    expect(result).toMatchObject({ state: "scanned", image: { format: "webp" } });
    expect(result.job.object.key).toMatch(/\.jpg$/);
  });

  it("width and height are those after EXIF orientation", async () => {
    const { result } = await scan(await imageFixture("jpeg-exif-6.jpg"));
    expect(result).toHaveProperty("image.width", 1000);
    expect(result).toHaveProperty("image.height", 1500);
  });
});
