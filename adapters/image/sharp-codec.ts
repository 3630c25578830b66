import sharp, { type Metadata } from "sharp";
import type { ImageFacts, ImageFormat } from "../../core/contracts/image-facts.ts";
import type { ResizeKernel } from "../../core/contracts/model-manifest.ts";
import { scanError } from "../../core/contracts/reasons.ts";
import { isBmp } from "../../core/formats/bmp/bmp-header.ts";
import { isHeic } from "../../core/formats/heic.ts";
import { scannedPages } from "../../core/formats/pages.ts";
import type { ImageCodec } from "../../core/ports.ts";
import { makeOpenHeic } from "../heif/open-heic.ts";
import { decodeGray, encodeGray } from "./gray-png.ts";
import { openBmp } from "./open-bmp.ts";
import { readHeader } from "./open-image.ts";
import { decodeRgb } from "./read-rgb.ts";

/** The decoders that may open untrusted bytes: libvips class names, one per ImageFormat. */
const LOADERS = ["Jpeg", "Png", "Webp", "Heif", "Nsgif", "Tiff"].map(
  (format) => `VipsForeignLoad${format}`,
);

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
  return { open: makeOpen(), decode, encodeGray, decodeGray };
}

function makeOpen(): ImageCodec["open"] {
  const openHeic = makeOpenHeic();
  return async (bytes, accept) => {
    if (isHeic(bytes)) return openHeic(bytes, accept);
    if (isBmp(bytes)) return openBmp(bytes, accept);
    const facts = await probe(bytes);
    accept(facts);
    return { bytes, facts };
  };
}

async function probe(bytes: Uint8Array): Promise<ImageFacts> {
  const header = await readHeader(bytes);
  const { width, height } = header.autoOrient;
  const pages = scannedPages(bytes, header.container, header);
  const facts = { width, height, format: formatOf(header), sizeBytes: bytes.length };
  return { ...facts, ...(pages && { pages }) };
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
  return decodeRgb(bytes, header, { widthPx: size, heightPx: size }, kernel);
}
