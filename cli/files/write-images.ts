import { join } from "node:path";
import { readWholeFile } from "../../adapters/folder/file-object.ts";
import { writeAtomically } from "../../adapters/folder/write-atomically.ts";
import { encodeOverlay } from "../../adapters/image/overlay-jpeg.ts";
import type { ImageFacts } from "../../core/contracts/image-facts.ts";
import type { ObjectLocation } from "../../core/contracts/object-identity.ts";
import { ScanError } from "../../core/contracts/reasons.ts";
import type { MaplessResult } from "../../core/contracts/scan-result.ts";
import { overlayLayer } from "../../core/overlay/overlay-layer.ts";
import type { GrayImage, ImageCodec } from "../../core/ports.ts";
import { cocoRleOf } from "../../core/scan/coco-rle.ts";
import { checkPixels, DEFAULT_LIMITS } from "../../core/scan/limits.ts";
import { maskRows } from "../../core/scan/probability-map.ts";
import type { Judged } from "../../core/scan/scan-image.ts";
import { filePathOf, MASK_ENDINGS, type MaskFormat, OVERLAY_ENDING } from "./image-files.ts";

export interface WriteImagesDeps {
  readonly outDir: string;
  readonly codec: ImageCodec;
  readonly maskFormat: MaskFormat;
  readonly hasOverlay: boolean;
}

/**
 * What a scan found, as files to look at beside the verdict.
 *
 * @returns the mask's name below `outDir`. An image that changed since has no overlay: it is scanned
 *   again, or its verdict is about pixels that are gone.
 */
export function makeWriteImages({ outDir, codec, maskFormat, hasOverlay }: WriteImagesDeps) {
  return async (file: ObjectLocation, { result, analysis: { map } }: Judged): Promise<string> => {
    const { key } = file;
    const maskKey = key + MASK_ENDINGS[maskFormat];
    await writeAtomically(join(outDir, maskKey), MASKS[maskFormat](map, result, codec));
    if (hasOverlay) await writeOverlay(file, map, result);
    return maskKey;
  };

  async function writeOverlay(named: ObjectLocation, map: GrayImage, result: MaplessResult) {
    const { image, findings, job } = result;
    const { eTag } = job.object;
    try {
      const file = await readWholeFile(filePathOf(named), image.sizeBytes, eTag);
      const accept = (facts: ImageFacts) => checkPixels(facts, DEFAULT_LIMITS);
      const { bytes } = await codec.open(file.bytes, accept);
      const overlay = await encodeOverlay(bytes, overlayLayer(image, findings, map));
      await writeAtomically(join(outDir, named.key + OVERLAY_ENDING), once(overlay));
    } catch (error) {
      if (!(error instanceof ScanError)) throw error;
    }
  }
}

type EncodeMask = (
  map: GrayImage,
  result: MaplessResult,
  codec: ImageCodec,
) => AsyncIterable<Uint8Array>;

const MASKS: Record<MaskFormat, EncodeMask> = {
  png: (map, { image: { width, height } }, codec) =>
    codec.encodeGray({ width, height, rows: maskRows(map, width, height) }, "fast"),
  rle: (map, { image: { width, height } }) => {
    const rle = cocoRleOf(maskRows(map, width, height), width, height);
    return once(Buffer.from(`${JSON.stringify(rle)}\n`));
  },
};

async function* once(bytes: Uint8Array) {
  yield bytes;
}
