import {
  directoryAt,
  first,
  Tag,
  type TiffDirectory,
  tiffDirectories,
  tiffLayout,
} from "./tiff-directory.ts";
import { bitsOf, colourSamplesOf, extraSamplesOf, samplesOf } from "./tiff-samples.ts";

/** CR2 has its own mark behind the header of TIFF. */
const CR2 = [0x43, 0x52, 0x02];
const CR2_AT = 8;

/** None, CCITT's three, LZW, JPEG, Deflate, PackBits, Deflate as it was first numbered, WebP. */
const KNOWN_COMPRESSIONS = [1, 2, 3, 4, 5, 7, 8, 32773, 32946, 50001];
/** The names of others. */
const COMPRESSIONS: ReadonlyMap<number, string> = new Map([
  [6, "old-style JPEG"],
  [34712, "JPEG 2000"],
  [34887, "LERC"],
  [34925, "LZMA"],
  [50000, "Zstandard"],
  [50002, "JPEG XL"],
]);
const LZW = 5;
const JPEG = 7;

const PHOTOMETRIC: ReadonlyMap<number, string> = new Map([
  [4, "a transparency mask"],
  [8, "CIE L*a*b* colours"],
  [9, "ICC L*a*b* colours"],
  [10, "ITU L*a*b* colours"],
  [32803, "the raw data of a sensor"],
  [32844, "LogL brightness"],
  [32845, "LogLuv colours"],
  [34892, "the raw data of a sensor"],
]);
const RAW = [32803, 34892];
const CMYK = 5;
const YCBCR = 6;
const MAX_EXTRA_CHANNELS = 1;
/** More than cameras write. */
const MAX_SUB_DIRECTORIES = 16;

const UNSIGNED = 1;
/** "Undefined", which all readers take for unsigned. */
const UNTYPED = 4;
const SAMPLE_FORMATS: ReadonlyMap<number, string> = new Map([
  [2, "signed"],
  [3, "floating-point"],
  [5, "complex"],
  [6, "complex"],
]);
const WHOLE_BYTES = [8, 16];
const PARTS_OF_A_BYTE = [1, 2, 4];
const SEPARATE_PLANES = 2;
const REDUCED = 1;
const OLD_REDUCED = 2;

/** What kind of TIFF this is, when its pixels would be refused or decoded to other ones. */
export function tiffVariant(bytes: Uint8Array): string | undefined {
  if (CR2.every((byte, index) => bytes[CR2_AT + index] === byte)) return "a raw photograph (CR2)";
  const [picture] = tiffDirectories(bytes);
  if (picture === undefined) return undefined;
  const found = notThePicture(bytes, picture) ?? notDecoded(bytes, picture);
  return found && `a TIFF ${found}`;
}

/** A first directory that holds something smaller than, or other than, what the file is for. */
function notThePicture(bytes: Uint8Array, picture: TiffDirectory): string | undefined {
  const inside = subDirectories(bytes, picture);
  const isRaw = [picture, ...inside].some((one) => RAW.includes(first(one, Tag.photometric) ?? 0));
  const isMarked = picture.fields.has(Tag.dngVersion) || picture.fields.has(Tag.tiffEpStandard);
  if (isRaw || isMarked) return "with a raw photograph in it (such as DNG or NEF)";
  const isSmaller = inside.some((one) => !isReduced(one) && areaOf(one) > areaOf(picture));
  return isReduced(picture) || isSmaller ? "whose first picture is a thumbnail" : undefined;
}

function subDirectories(bytes: Uint8Array, picture: TiffDirectory): TiffDirectory[] {
  const layout = tiffLayout(bytes);
  const places = picture.fields.get(Tag.subIfds)?.values ?? [];
  return places.slice(0, MAX_SUB_DIRECTORIES).flatMap((at) => directoryAt(bytes, layout, at) ?? []);
}

const areaOf = (one: TiffDirectory) => (first(one, Tag.width) ?? 0) * (first(one, Tag.height) ?? 0);

/** Whether it is said to be a smaller copy of another picture in the file. */
export function isReduced(one: TiffDirectory): boolean {
  const isNew = ((first(one, Tag.newSubfileType) ?? 0) & REDUCED) !== 0;
  return isNew || first(one, Tag.subfileType) === OLD_REDUCED;
}

function notDecoded(bytes: Uint8Array, picture: TiffDirectory): string | undefined {
  const compression = first(picture, Tag.compression) ?? 1;
  if (compression === LZW && isOldLzw(bytes, picture)) return "with old-style LZW compression";
  if (!KNOWN_COMPRESSIONS.includes(compression)) {
    return `with ${COMPRESSIONS.get(compression) ?? `unknown (${compression})`} compression`;
  }
  return notItsSamples(picture) ?? notItsColours(picture, compression);
}

/** Whether its codes lie the other way round, which they begin with. The decoder reads them with a warning. */
function isOldLzw(bytes: Uint8Array, picture: TiffDirectory): boolean {
  const at = first(picture, Tag.stripOffsets) ?? first(picture, Tag.tileOffsets) ?? 0;
  return bytes[at] === 0 && ((bytes[at + 1] ?? 0) & 1) === 1;
}

function notItsSamples(picture: TiffDirectory): string | undefined {
  const formats = picture.fields.get(Tag.sampleFormat)?.values ?? [];
  const format = formats.find((one) => one !== UNSIGNED && one !== UNTYPED);
  const bits = bitsOf(picture);
  if (format !== undefined) {
    return `with ${SAMPLE_FORMATS.get(format) ?? "unknown"} samples of ${bits[0]} bits`;
  }
  const isSingle = samplesOf(picture) === 1;
  const known = isSingle ? [...WHOLE_BYTES, ...PARTS_OF_A_BYTE] : WHOLE_BYTES;
  const isKnown = bits.every((one) => known.includes(one) && one === bits[0]);
  return isKnown ? undefined : `with samples of ${[...new Set(bits)].join(" and ")} bits`;
}

function notItsColours(picture: TiffDirectory, compression: number): string | undefined {
  const photometric = first(picture, Tag.photometric);
  if (photometric === undefined) return undefined;
  if (colourSamplesOf(picture) === undefined) {
    return `with ${PHOTOMETRIC.get(photometric) ?? `colours of kind ${photometric}`}`;
  }
  if (photometric === YCBCR && compression !== JPEG) return "with YCbCr colours outside JPEG";
  if (photometric === CMYK && (first(picture, Tag.inkSet) ?? 1) !== 1)
    return "with other inks than CMYK";
  const extra = extraSamplesOf(picture).length;
  if (extra > MAX_EXTRA_CHANNELS) return `with ${extra} extra channels`;
  const planes = first(picture, Tag.planarConfiguration);
  const isTiled = picture.fields.has(Tag.tileWidth);
  const isApart = planes === SEPARATE_PLANES && samplesOf(picture) > 1;
  return isApart && isTiled ? "with tiles of one colour each" : undefined;
}
