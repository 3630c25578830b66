import sharp, { type Metadata, type Sharp, type SharpOptions } from "sharp";
import { scanError } from "../../core/contracts/reasons.ts";
import { asStillAvif } from "../../core/formats/avif.ts";
import { type DecodingStep, damageOf } from "../../core/formats/damage.ts";
import { essenceOf } from "../../core/formats/essence.ts";
import { missingPixels } from "../../core/formats/missing-pixels.ts";
import { type Container, containerOf, describe } from "../../core/formats/sniff.ts";
import { hasSpareChannel } from "../../core/formats/tiff/tiff-samples.ts";
import { unsupportedVariant } from "../../core/formats/variant.ts";

/** From which complaint on a decoder gives up. `none`: to show what there is, never to judge it. */
type FailOn = "none" | "error" | "warning";

export interface Header extends Metadata {
  readonly container: Container;
}

/** The first picture of the file, with nothing done to it yet. */
export function openImage(bytes: Uint8Array, failOn: FailOn, options: SharpOptions = {}): Sharp {
  // core/scan compares the probed size with its own limit before it lets anything be decoded.
  return sharp(asStillAvif(bytes), { ...options, failOn, limitInputPixels: false });
}

/** @throws ScanError `unsupported_format`, or `corrupt` where there is no header to be read. */
export async function readHeader(bytes: Uint8Array): Promise<Header> {
  if (bytes.length === 0) throw scanError("corrupt", { found: "an empty file" });
  const container = containerOf(bytes);
  if (container === undefined) throw scanError("unsupported_format", { found: describe(bytes) });
  const variant = unsupportedVariant(bytes, container);
  if (variant !== undefined) throw scanError("unsupported_format", { found: variant });
  const metadata = openImage(bytes, "error").metadata();
  return { ...(await orCorrupt(metadata, bytes, container, "header")), container };
}

/** What a decoder throws that has accepted the file's first bytes is about those bytes. */
export async function orCorrupt<T>(
  work: Promise<T>,
  bytes: Uint8Array,
  container: Container,
  step: DecodingStep,
): Promise<T> {
  try {
    return await work;
  } catch (cause) {
    throw scanError("corrupt", { found: damageOf(bytes, container, step) }, { cause });
  }
}

/**
 * What `decode` makes of a file that has all of its pixels. Decoders fill up what is missing and give no
 * more than a warning; other warnings are harmless. So a file that is warned of is decoded once more with
 * nothing in it but what pixels hang on, and one that is still warned of has lost some.
 *
 * That a step fails is said of this file alone; what it says may be about another one, and is not read.
 *
 * @throws ScanError `corrupt`.
 */
export async function decodeSound<T>(
  bytes: Uint8Array,
  container: Container,
  decode: (failOn: FailOn) => Promise<T>,
): Promise<T> {
  const missing = missingPixels(bytes, container);
  if (missing !== undefined) throw scanError("corrupt", { found: missing });
  try {
    return await decode("warning");
  } catch (cause) {
    if (!(await isHarmless(bytes, container))) {
      const found = damageOf(bytes, container, "pixels");
      throw scanError("corrupt", { found }, { cause });
    }
    return orCorrupt(decode("error"), bytes, container, "pixels");
  }
}

/** Of a GIF, what can be wrong behind the pixels that were counted is not about them. */
async function isHarmless(bytes: Uint8Array, container: Container): Promise<boolean> {
  if (container === "GIF") return true;
  const essence = essenceOf(bytes, container);
  if (essence === undefined) return false;
  const size = { fit: "fill", kernel: "linear" } as const;
  try {
    const { width, height } = await openImage(essence, "warning").metadata();
    const whole = openImage(essence, "warning").extract({ left: 0, top: 0, width, height });
    await whole.resize(8, 8, size).raw().toBuffer();
    return true;
  } catch {
    return false;
  }
}

/**
 * The picture upright and on white where it is transparent, not yet in sRGB.
 *
 * All of it is extracted: else the JPEG decoder shrinks by whole blocks, 10 to 30 ms faster at 12
 * megapixels, which changes what the network sees by up to 3 of 255 (RMSE), and makes a copy no more like
 * its source. Before autoOrient, which would otherwise turn the image while it is large.
 */
export async function openUpright(
  bytes: Uint8Array,
  { container, width, height }: Header,
  failOn: FailOn,
): Promise<Sharp> {
  if (container === "TIFF" && hasSpareChannel(bytes)) return withoutSpareChannel(bytes, failOn);
  return openImage(bytes, failOn)
    .extract({ left: 0, top: 0, width, height })
    .autoOrient()
    .flatten({ background: "white" });
}

/** Apart from all other steps, which take the channel for transparency. */
async function withoutSpareChannel(bytes: Uint8Array, failOn: FailOn): Promise<Sharp> {
  const colours = openImage(bytes, failOn).autoOrient().removeAlpha().toColourspace("srgb");
  const { data, info } = await colours
    .raw({ depth: "uchar" })
    .toBuffer({ resolveWithObject: true });
  const { width, height, channels } = info;
  return sharp(data, { raw: { width, height, channels }, limitInputPixels: false });
}
