/** Tags that are asked for. TIFF 6.0; its supplements; TIFF/EP. */
export const Tag = {
  newSubfileType: 254,
  subfileType: 255,
  width: 256,
  height: 257,
  bitsPerSample: 258,
  compression: 259,
  photometric: 262,
  fillOrder: 266,
  stripOffsets: 273,
  orientation: 274,
  samplesPerPixel: 277,
  rowsPerStrip: 278,
  stripByteCounts: 279,
  planarConfiguration: 284,
  t4Options: 292,
  t6Options: 293,
  predictor: 317,
  colorMap: 320,
  tileWidth: 322,
  tileHeight: 323,
  tileOffsets: 324,
  tileByteCounts: 325,
  subIfds: 330,
  inkSet: 332,
  extraSamples: 338,
  sampleFormat: 339,
  jpegTables: 347,
  yCbCrCoefficients: 529,
  yCbCrSubsampling: 530,
  yCbCrPositioning: 531,
  referenceBlackWhite: 532,
  tiffEpStandard: 37398,
  dngVersion: 50706,
} as const;

/** Sizes that all numbers in the file have. */
export interface TiffLayout {
  readonly isLittleEndian: boolean;
  readonly isBig: boolean;
  /** Of the place that names the first directory. */
  readonly firstAt: number;
}

/** A field as it lies in its directory. */
export interface TiffField {
  readonly tag: number;
  /** Tag, type, count and value or where it lies. */
  readonly raw: Uint8Array;
  /** Unsigned whole numbers, read when they are asked for; none of other types and outside the file. */
  readonly values: readonly number[];
  readonly first: number | undefined;
}

export interface TiffDirectory {
  /** Those that are asked for. */
  readonly fields: ReadonlyMap<number, TiffField>;
  /** Of all, also those that come twice. */
  readonly fieldCount: number;
  /** Where the next directory is; 0: there is none. */
  readonly nextAt: number;
}

/** Bytes of a value by type: BYTE, SHORT, LONG, IFD, LONG8, IFD8. */
const UNSIGNED: ReadonlyMap<number, 1 | 2 | 4 | 8> = new Map([
  ...([
    [1, 1],
    [3, 2],
    [4, 4],
    [13, 4],
    [16, 8],
    [18, 8],
  ] as const),
]);
const WANTED: ReadonlySet<number> = new Set(Object.values(Tag));
/** More than pictures have, and few enough to be read at once: what comes from outside may say anything. */
const MAX_VALUES = 1 << 17;
const MAX_FIELDS = 1 << 16;
const MAX_FIELDS_OF_ALL = 1 << 20;
const BIG_TIFF = 43;

export function tiffLayout(bytes: Uint8Array): TiffLayout {
  const isLittleEndian = bytes[0] === 0x49;
  const isBig = (isLittleEndian ? bytes[2] : bytes[3]) === BIG_TIFF;
  return { isLittleEndian, isBig, firstAt: isBig ? 8 : 4 };
}

/** Directories in the order of their chain, each once; ends where one can't be read. Any bytes may come in. */
export function* tiffDirectories(bytes: Uint8Array): Generator<TiffDirectory> {
  const layout = tiffLayout(bytes);
  const seen = new Set<number>();
  let fields = 0;
  let at = numberAt(bytes, layout, layout.firstAt, layout.isBig ? 8 : 4) ?? 0;
  while (at > 0 && !seen.has(at) && fields < MAX_FIELDS_OF_ALL) {
    seen.add(at);
    const directory = directoryAt(bytes, layout, at);
    if (directory === undefined) return;
    yield directory;
    // At least one, so that empty ones come to an end as well.
    fields += 1 + directory.fieldCount;
    at = directory.nextAt;
  }
}

/** Undefined where there is none. */
export function directoryAt(
  bytes: Uint8Array,
  layout: TiffLayout,
  at: number,
): TiffDirectory | undefined {
  const { isBig } = layout;
  const [countBytes, entryBytes, placeBytes] = isBig
    ? ([8, 20, 8] as const)
    : ([2, 12, 4] as const);
  const count = numberAt(bytes, layout, at, countBytes);
  if (count === undefined || count > MAX_FIELDS) return undefined;
  const end = at + countBytes + count * entryBytes;
  if (end > bytes.length) return undefined;
  const fields = new Map<number, TiffField>();
  for (let entry = at + countBytes; entry < end; entry += entryBytes) {
    const tag = numberAt(bytes, layout, entry, 2) ?? 0;
    // As libtiff does: of a tag that comes twice, the first counts.
    if (WANTED.has(tag) && !fields.has(tag)) fields.set(tag, fieldAt(bytes, layout, entry));
  }
  return { fields, fieldCount: count, nextAt: numberAt(bytes, layout, end, placeBytes) ?? 0 };
}

function fieldAt(bytes: Uint8Array, layout: TiffLayout, at: number): TiffField {
  const [placeBytes, entryBytes] = layout.isBig ? ([8, 20] as const) : ([4, 12] as const);
  const read = (from: number, size: 1 | 2 | 4 | 8) => numberAt(bytes, layout, from, size) ?? 0;
  const [tag, type, count] = [read(at, 2), read(at + 2, 2), read(at + 4, placeBytes)];
  const valueAt = at + 4 + placeBytes;
  const size = UNSIGNED.get(type);
  const isInline = size !== undefined && size * count <= placeBytes;
  const from = isInline ? valueAt : read(valueAt, placeBytes);
  const isThere = size !== undefined && from + size * count <= bytes.length && count <= MAX_VALUES;
  const valuesOf = (length: number) =>
    isThere ? Array.from({ length }, (_, i) => read(from + i * size, size)) : [];
  return {
    tag,
    raw: bytes.subarray(at, at + entryBytes),
    first: valuesOf(Math.min(1, count))[0],
    get values() {
      return valuesOf(count);
    },
  };
}

/** Undefined behind the end of the file. */
function numberAt(
  bytes: Uint8Array,
  { isLittleEndian }: TiffLayout,
  at: number,
  size: 1 | 2 | 4 | 8,
): number | undefined {
  if (at + size > bytes.length) return undefined;
  const digits = bytes.subarray(at, at + size);
  if (isLittleEndian) return digits.reduceRight((sum, digit) => sum * 256 + digit, 0);
  return digits.reduce((sum, digit) => sum * 256 + digit, 0);
}

/** The first number of a field. */
export function first(directory: TiffDirectory, tag: number): number | undefined {
  return directory.fields.get(tag)?.first;
}
