import sharp, { type Metadata, type SharpOptions } from "sharp";
import type { ImageFacts, ImageFormat } from "../../core/contracts/image-facts.ts";
import type { ResizeKernel } from "../../core/contracts/model-manifest.ts";
import { scanError } from "../../core/contracts/reasons.ts";
import { isHeic } from "../../core/formats/heic.ts";
import type { ImageCodec } from "../../core/ports.ts";
import { makeOpenHeic } from "../heif/open-heic.ts";
import { asCorrupt } from "./as-corrupt.ts";
import { decodeGray, encodeGray } from "./gray-png.ts";
import { describe, isDecodable } from "./sniff.ts";

/** The decoders that may open untrusted bytes: libvips class names, one per ImageFormat. */
const LOADERS = ["Jpeg", "Png", "Webp", "Heif", "Nsgif", "Tiff"].map(
  (format) => `VipsForeignLoad${format}`,
);

/** What is opened beyond the defaults of sharp, so that no broken pixel is scanned as if it were one. */
export const STRICT = {
  failOn: "error",
  // core/scan compares the probed size with its own limit before it lets anything be decoded.
  limitInputPixels: false,
} as const satisfies SharpOptions;

/** libvips threads per image. Decoding itself has one; more images at once use more cores. */
const THREADS_PER_IMAGE = 1;

/**
 * ImageCodec over sharp (libvips). `model/data/pixels.py` does the same to the training images, step
 * by step: change both or neither.
 *
 * Settings of libvips hold for the whole process: every loader but the six is blocked from here on,
 * and nothing is cached, because no image is opened twice.
 */
export function makeSharpCodec(): ImageCodec {
  sharp.block({ operation: ["VipsForeignLoad"] });
  sharp.unblock({ operation: LOADERS });
  sharp.cache(false);
  sharp.concurrency(THREADS_PER_IMAGE);
  return { open: makeOpen(), probe, decode, encodeGray, decodeGray };
}

function makeOpen(): ImageCodec["open"] {
  const openHeic = makeOpenHeic();
  return async (bytes, accept) => {
    if (isHeic(bytes)) return openHeic(bytes, accept);
    const facts = await probe(bytes);
    accept(facts);
    return { bytes, facts };
  };
}

async function probe(bytes: Uint8Array): Promise<ImageFacts> {
  const metadata = await readHeader(bytes);
  const { width, height } = metadata.autoOrient;
  return { width, height, format: formatOf(metadata), sizeBytes: bytes.length };
}

export async function readHeader(bytes: Uint8Array): Promise<Metadata> {
  if (bytes.length === 0) throw scanError("corrupt", { found: "the file is empty" });
  if (!isDecodable(bytes)) throw scanError("unsupported_format", { found: describe(bytes) });
  return asCorrupt(sharp(bytes, STRICT).metadata());
}

function formatOf({ format, compression }: Metadata): ImageFormat {
  switch (format) {
    case "jpeg":
    case "png":
    case "webp":
    case "gif":
    case "tiff":
      return format;
    case "heif":
      if (compression === "av1") return "avif";
      throw scanError("unsupported_format", { found: `HEIF with ${compression} compression` });
    default:
      throw scanError("unsupported_format", { found: `format ${format}` });
  }
}

async function decode(
  bytes: Uint8Array,
  size: number,
  kernel: ResizeKernel,
): Promise<Uint8Array<ArrayBuffer>> {
  const header = await readHeader(bytes);
  formatOf(header);
  const { width, height } = header;
  const image = sharp(bytes, STRICT)
    // All of it: after a crop, sharp leaves shrinking to the kernel. The JPEG decoder's own, 10 to
    // 30 ms faster at 12 megapixels, changes what the network sees by up to 3 of 255 (RMSE).
    // Before autoOrient, which would otherwise turn the image while it is large.
    .extract({ left: 0, top: 0, width, height })
    .autoOrient()
    .flatten({ background: "white" })
    .resize(size, size, { fit: "fill", kernel })
    .toColourspace("srgb");
  // sharp works on 16-bit images in Display P3 where they bring a profile, and leaves them there.
  if (header.space === "rgb16" && header.hasProfile) image.withIccProfile("srgb");

  const pixels = await asCorrupt(image.raw().toBuffer());
  const expected = size * size * 3;
  if (pixels.length !== expected) {
    const channels = pixels.length / (size * size);
    throw scanError("unsupported_format", { found: `an image that becomes ${channels} channels` });
  }
  return ownedCopy(pixels);
}

/** Small Buffers share one pooled ArrayBuffer, which must not be transferred to a thread. */
function ownedCopy(buffer: Buffer): Uint8Array<ArrayBuffer> {
  return new Uint8Array(buffer);
}
