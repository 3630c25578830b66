import type { ImageFacts } from "../../core/contracts/image-facts.ts";
import { isBmp } from "../../core/formats/bmp/bmp-header.ts";
import { differenceOf } from "../helpers/fixtures.ts";
import { type ReferenceImage, referenceImage } from "./reference-image.ts";
import { INPUT_SIZE, KERNEL, type Trial } from "./try-file.ts";

/**
 * How far a pixel may be from sharp's own, in steps of 255: the codec resizes 16-bit images before it
 * rounds them to 8 bits, the reference after. Of 8-bit images every byte is equal.
 */
const TOLERANCE = { 8: 0, 16: 1 } as const;

/** Whatever a verdict and the network's input have other than sharp alone; nothing of a file that was not inferred. */
export async function referenceComplaints(bytes: Uint8Array, trial: Trial): Promise<string[]> {
  const { opened = bytes, pixels, image } = trial;
  if (pixels === undefined) return [];
  try {
    const reference = await referenceImage(opened, INPUT_SIZE, KERNEL);
    const decodedFrom = isBmp(bytes) ? "bmp" : "heic";
    const facts = opened === bytes ? reference : { ...reference, format: decodedFrom };
    return [...pixelComplaints(pixels, reference), ...factComplaints(image, facts)];
  } catch (error) {
    return [`was inferred, but sharp refuses it: ${error}`];
  }
}

function pixelComplaints(pixels: Uint8Array, reference: ReferenceImage): string[] {
  const { max } = differenceOf(pixels, reference.pixels);
  const allowed = TOLERANCE[reference.bits];
  return max > allowed ? [`pixels differ by ${max}, expected at most ${allowed}`] : [];
}

function factComplaints(image: ImageFacts | undefined, reference: ReferenceImage): string[] {
  const { width, height, format } = reference;
  const expected = `${width}×${height} ${format === "heif" ? "avif" : format}`;
  const found = image && `${image.width}×${image.height} ${image.format}`;
  return found === expected ? [] : [`the verdict speaks of ${found}, expected ${expected}`];
}
