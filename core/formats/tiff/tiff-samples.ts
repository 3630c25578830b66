import { first, Tag, type TiffDirectory, tiffDirectories } from "./tiff-directory.ts";

/** Samples of a pixel that are colours, by photometric interpretation: those that are decoded right. */
const COLOURS: ReadonlyMap<number, number> = new Map([
  [0, 1],
  [1, 1],
  [2, 3],
  [3, 1],
  [5, 4],
  [6, 3],
]);
/** Associated and not. */
const ALPHA = [1, 2];

export const samplesOf = (picture: TiffDirectory) => first(picture, Tag.samplesPerPixel) ?? 1;

/** Undefined for colours that are not decoded. */
export function colourSamplesOf(picture: TiffDirectory): number | undefined {
  return COLOURS.get(first(picture, Tag.photometric) ?? 1);
}

/** Of each sample; what is said beyond the last sample counts for nothing. */
export function bitsOf(picture: TiffDirectory): readonly number[] {
  const said = picture.fields.get(Tag.bitsPerSample)?.values ?? [];
  const samples = Math.min(samplesOf(picture), MAX_SAMPLES);
  return Array.from({ length: samples }, (_, i) => said[i] ?? said[0] ?? 1);
}

/** More than any picture has; what comes from outside may say anything. */
const MAX_SAMPLES = 64;

/** What each sample beyond the colours is: 0 is something of its own, such as a saved selection. */
export function extraSamplesOf(picture: TiffDirectory): readonly number[] {
  const count = samplesOf(picture) - (colourSamplesOf(picture) ?? Number.POSITIVE_INFINITY);
  const kinds = picture.fields.get(Tag.extraSamples)?.values ?? [];
  const length = Math.min(Math.max(0, count), MAX_SAMPLES);
  return Array.from({ length }, (_, i) => kinds[i] ?? 0);
}

/** Whether there is a channel beside the colours that is no transparency, though it lies where that would be. */
export function hasSpareChannel(bytes: Uint8Array): boolean {
  const [picture] = tiffDirectories(bytes);
  if (picture === undefined) return false;
  const [kind] = extraSamplesOf(picture);
  return kind !== undefined && !ALPHA.includes(kind);
}
