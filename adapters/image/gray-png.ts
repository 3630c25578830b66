import { pipeline, Readable } from "node:stream";
import { crc32, createDeflate } from "node:zlib";
import sharp from "sharp";
import { scanError } from "../../core/contracts/reasons.ts";
import type { EncodingEffort, GrayImage, GrayRows } from "../../core/ports.ts";
import { orCorrupt } from "./open-image.ts";

/** https://www.w3.org/TR/png-3/#5PNG-file-signature */
const SIGNATURE = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);
const BIT_DEPTH = 8;
const COLOUR_TYPE_GRAYSCALE = 0;
/** https://www.w3.org/TR/png-3/#9Filters */
const FILTER = { none: 0, up: 2 } as const;
/** Without a filter, the thorough compressor finds more; the hasty one needs rows that repeat. */
const EFFORTS = {
  small: { filter: FILTER.none, level: 6 },
  fast: { filter: FILTER.up, level: 1 },
} as const;
type Filter = (typeof EFFORTS)[EncodingEffort]["filter"];
/** The compressor takes rows in portions of this size, since every portion costs a thread switch. */
const PORTION_BYTES = 256 * 1024;
const CHUNK_BYTES = 64 * 1024;

/**
 * One-channel 8-bit PNG, never whole in memory: sharp would first collect the raw stream, which for
 * 100 megapixels is more than a Lambda has to spare. Compression runs off the calling thread.
 *
 * @throws RangeError when there are not `height` rows of `width` bytes.
 */
export async function* encodeGray(
  image: GrayRows,
  effort: EncodingEffort,
): AsyncGenerator<Uint8Array> {
  const { filter, level } = EFFORTS[effort];
  yield SIGNATURE;
  yield chunk("IHDR", header(image));
  const deflate = createDeflate({ chunkSize: CHUNK_BYTES, level });
  // An error of either stream destroys the other, and so ends the loop below by throwing.
  pipeline(Readable.from(portions(image, filter)), deflate, () => {});
  for await (const data of deflate) yield chunk("IDAT", data);
  yield chunk("IEND", new Uint8Array());
}

function header({ width, height }: GrayRows): Uint8Array {
  const bytes = Buffer.alloc(13);
  bytes.writeUInt32BE(width, 0);
  bytes.writeUInt32BE(height, 4);
  bytes.set([BIT_DEPTH, COLOUR_TYPE_GRAYSCALE], 8);
  return bytes;
}

/** Length, type, data, CRC. https://www.w3.org/TR/png-3/#5Chunk-layout */
function chunk(type: string, data: Uint8Array): Uint8Array {
  const bytes = Buffer.alloc(data.length + 12);
  bytes.writeUInt32BE(data.length, 0);
  bytes.write(type, 4, "latin1");
  bytes.set(data, 8);
  bytes.writeUInt32BE(crc32(bytes.subarray(4, 8 + data.length)), 8 + data.length);
  return bytes;
}

/** Rows, each behind its filter byte, gathered to portions. */
function* portions({ width, height, rows }: GrayRows, filter: Filter): Generator<Uint8Array> {
  const rowsPerPortion = Math.max(1, Math.floor(PORTION_BYTES / (width + 1)));
  let portion = new Uint8Array(rowsPerPortion * (width + 1));
  const above = new Uint8Array(width);
  let filled = 0;
  let count = 0;
  for (const row of rows) {
    if (row.length !== width || ++count > height) throw wrongRows({ width, height }, row, count);
    portion[filled] = filter;
    portion.set(row, filled + 1);
    if (filter === FILTER.up) subtract(portion, filled + 1, above);
    above.set(row);
    filled += width + 1;
    if (filled < portion.length) continue;
    yield portion;
    portion = new Uint8Array(portion.length);
    filled = 0;
  }
  if (count < height) throw new RangeError(`expected ${height} rows, received ${count}`);
  yield portion.subarray(0, filled);
}

/** Modulo 256, as Uint8Array stores it. */
function subtract(values: Uint8Array, start: number, others: Uint8Array): void {
  for (let x = 0; x < others.length; x++) {
    values[start + x] = (values[start + x] ?? 0) - (others[x] ?? 0);
  }
}

function wrongRows(size: { width: number; height: number }, row: Uint8Array, count: number) {
  const expected = `${size.height} rows of ${size.width} bytes`;
  return new RangeError(`expected ${expected}, received row ${count} of ${row.length} bytes`);
}

/**
 * The values of a PNG as `encodeGray` writes it.
 *
 * @throws ScanError `unsupported_format` when it is another kind of image, `corrupt` when broken.
 */
export async function decodeGray(png: Uint8Array): Promise<GrayImage> {
  const image = sharp(png, { failOn: "error" });
  const { format, channels, depth } = await orCorrupt(image.metadata(), png, "PNG", "header");
  if (format !== "png" || channels !== 1 || depth !== "uchar") {
    const found = `${format} with ${channels} channels of ${depth} instead of a grayscale PNG`;
    throw scanError("unsupported_format", { found });
  }
  const pixels = image.toColourspace("b-w").raw().toBuffer({ resolveWithObject: true });
  const { data, info } = await orCorrupt(pixels, png, "PNG", "pixels");
  return { width: info.width, height: info.height, values: data };
}
