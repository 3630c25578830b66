import {
  first,
  Tag,
  type TiffDirectory,
  type TiffLayout,
  tiffDirectories,
  tiffLayout,
} from "./tiff-directory.ts";
import { bitsOf, extraSamplesOf } from "./tiff-samples.ts";

/** Where pixels lie and how they are coded. */
const ESSENTIAL: ReadonlySet<number> = new Set([
  ...[Tag.width, Tag.height, Tag.compression, Tag.photometric, Tag.fillOrder, Tag.stripOffsets],
  ...[Tag.samplesPerPixel, Tag.rowsPerStrip, Tag.stripByteCounts, Tag.planarConfiguration],
  ...[Tag.t4Options, Tag.t6Options, Tag.predictor, Tag.colorMap, Tag.tileWidth, Tag.tileHeight],
  ...[Tag.tileOffsets, Tag.tileByteCounts, Tag.inkSet, Tag.sampleFormat, Tag.jpegTables],
  ...[Tag.yCbCrCoefficients, Tag.yCbCrSubsampling, Tag.yCbCrPositioning, Tag.referenceBlackWhite],
]);
/** Types of fields and the bytes of their values. */
const SHORT = { type: 3, bytes: 2 } as const;
const LONG = { type: 4, bytes: 4 } as const;
const LONG8 = { type: 16, bytes: 8 } as const;

/** A field of a directory as it lies there. */
interface Entry {
  readonly tag: number;
  readonly raw: Uint8Array;
}

/** A field that is written anew. */
interface Rewritten {
  readonly tag: number;
  readonly as: typeof SHORT | typeof LONG | typeof LONG8;
  readonly values: readonly number[];
}

/**
 * The file with one directory, behind all it has: the first one's fields that pixels hang on, in order,
 * and put right where decoders do so with a warning. Undefined where there is no directory.
 */
export function tiffEssence(bytes: Uint8Array): Uint8Array | undefined {
  const [picture] = tiffDirectories(bytes);
  if (picture === undefined) return undefined;
  const layout = tiffLayout(bytes);
  const rewritten = rewrittenOf(picture, layout, bytes.length);
  const tags = rewritten.map(({ tag }) => tag);
  const copied = [...picture.fields.values()].filter(
    ({ tag }) => ESSENTIAL.has(tag) && !tags.includes(tag),
  );
  const start = bytes.length + (bytes.length % 2);
  const parts: Uint8Array[] = [bytes, new Uint8Array(start - bytes.length)];
  let at = start;
  const entries: Entry[] = [...copied];
  for (const field of rewritten) {
    const values = Buffer.concat(
      field.values.map((value) => number(value, field.as.bytes, layout)),
    );
    entries.push(entryOf(field, values, at, layout));
    parts.push(values);
    at += values.length;
  }
  const file = Buffer.concat([...parts, directoryOf(entries, layout)]);
  file.set(place(at, layout), layout.firstAt);
  return file;
}

/** Of as many values as there are samples; a single strip ends with the file. */
function rewrittenOf(picture: TiffDirectory, layout: TiffLayout, sizeBytes: number): Rewritten[] {
  const fields: Rewritten[] = [
    { tag: Tag.bitsPerSample, as: SHORT, values: bitsOf(picture) },
    { tag: Tag.extraSamples, as: SHORT, values: extraSamplesOf(picture) },
  ];
  const [at = 0, ...others] = picture.fields.get(Tag.stripOffsets)?.values ?? [];
  const size = first(picture, Tag.stripByteCounts);
  if (others.length === 0 && size !== undefined && at < sizeBytes) {
    const values = [Math.min(size, sizeBytes - at)];
    fields.push({ tag: Tag.stripByteCounts, as: layout.isBig ? LONG8 : LONG, values });
  }
  return fields.filter(({ values }) => values.length > 0);
}

/** @param at where the values lie if they do not fit the field. */
function entryOf(
  { tag, as, values: { length } }: Rewritten,
  values: Uint8Array,
  at: number,
  layout: TiffLayout,
): Entry {
  const inline = new Uint8Array(layout.isBig ? 8 : 4);
  const isInline = values.length <= inline.length;
  if (isInline) inline.set(values);
  const kind = [number(tag, 2, layout), number(as.type, 2, layout), place(length, layout)];
  return { tag, raw: Buffer.concat([...kind, isInline ? inline : place(at, layout)]) };
}

function directoryOf(entries: readonly Entry[], layout: TiffLayout): Uint8Array {
  const sorted = entries.toSorted((a, b) => a.tag - b.tag).map(({ raw }) => raw);
  const count = number(sorted.length, layout.isBig ? 8 : 2, layout);
  return Buffer.concat([count, ...sorted, place(0, layout)]);
}

/** A count, or where something lies. */
const place = (value: number, layout: TiffLayout) => number(value, layout.isBig ? 8 : 4, layout);

function number(value: number, bytes: 2 | 4 | 8, { isLittleEndian }: TiffLayout): Uint8Array {
  const view = new DataView(new ArrayBuffer(bytes));
  if (bytes === 2) view.setUint16(0, value, isLittleEndian);
  else if (bytes === 4) view.setUint32(0, value, isLittleEndian);
  else view.setBigUint64(0, BigInt(value), isLittleEndian);
  return new Uint8Array(view.buffer);
}
