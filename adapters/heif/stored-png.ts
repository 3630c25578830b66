import { crc32, deflateSync } from "node:zlib";

/** 8-bit pixels whose rows can be asked for one by one. */
export interface Rows {
  readonly width: number;
  readonly height: number;
  /** 3: R G B. 4: and alpha, which the colours are not multiplied by. */
  readonly channels: 3 | 4;
  /** `width · channels` bytes, valid until the next row is asked for. */
  readonly row: (y: number) => Uint8Array;
  /** ICC. @default sRGB */
  readonly profile?: Uint8Array | undefined;
}

const SIGNATURE = Buffer.from("89504e470d0a1a0a", "hex");
const COLOUR_TYPES = { 3: 2, 4: 6 } as const;

/** A PNG that is not compressed: written once and read once or twice, its size costs less than its making. */
export function storedPng({
  width,
  height,
  channels,
  row,
  profile,
}: Rows): Uint8Array<ArrayBuffer> {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, COLOUR_TYPES[channels]], 8);
  const before = [SIGNATURE, chunk("IHDR", header), ...(profile ? [profileChunk(profile)] : [])];
  const end = chunk("IEND", Buffer.alloc(0));
  const rowBytes = 1 + width * channels;
  const dataBytes = streamBytes(rowBytes, height);
  const beforeBytes = before.reduce((sum, part) => sum + part.length, 0);
  const png = Buffer.alloc(beforeBytes + 12 + dataBytes + end.length);
  png.set(Buffer.concat(before));
  png.writeUInt32BE(dataBytes, beforeBytes);
  png.write("IDAT", beforeBytes + 4, "latin1");
  const data = png.subarray(beforeBytes + 8, beforeBytes + 8 + dataBytes);
  writeStream(data, rowBytes, height, row);
  png.writeUInt32BE(crc32(data, crc32("IDAT")), beforeBytes + 8 + dataBytes);
  png.set(end, png.length - end.length);
  return png;
}

/** RFC 1950 and 1951: two bytes before the blocks, four of a sum behind them. */
const STREAM_HEADER = [0x78, 0x01];
const SUM_BYTES = 4;
const BLOCK_HEADER_BYTES = 5;
const MAX_BLOCK_BYTES = 0xffff;

function streamBytes(rowBytes: number, height: number): number {
  const blocks = Math.ceil(rowBytes / MAX_BLOCK_BYTES);
  const all = STREAM_HEADER.length + height * (rowBytes + blocks * BLOCK_HEADER_BYTES) + SUM_BYTES;
  if (all >= 2 ** 31) throw new RangeError(`a PNG's data has under 2 GiB, these ${all} bytes`);
  return all;
}

/** Each row in blocks of its own, behind a 0: it is not predicted from others. */
function writeStream(data: Buffer, rowBytes: number, height: number, row: Rows["row"]): void {
  data.set(STREAM_HEADER);
  const line = new Uint8Array(rowBytes);
  let at = STREAM_HEADER.length;
  let sum = 1;
  for (let y = 0; y < height; y++) {
    line.set(row(y), 1);
    sum = adler32(line, sum);
    for (let from = 0; from < rowBytes; from += MAX_BLOCK_BYTES) {
      const block = line.subarray(from, from + MAX_BLOCK_BYTES);
      const isLast = y === height - 1 && from + MAX_BLOCK_BYTES >= rowBytes;
      data[at] = isLast ? 1 : 0;
      data.writeUInt16LE(block.length, at + 1);
      data.writeUInt16LE(MAX_BLOCK_BYTES - block.length, at + 3);
      data.set(block, at + BLOCK_HEADER_BYTES);
      at += BLOCK_HEADER_BYTES + block.length;
    }
  }
  data.writeUInt32BE(sum, at);
}

const PRIME = 65_521;
/** As many bytes as can be summed before 32 bits overflow. */
const UNREDUCED_BYTES = 5552;

/** RFC 1950, section 9. */
function adler32(bytes: Uint8Array, before: number): number {
  let [low, high] = [before & 0xffff, before >>> 16];
  for (let from = 0; from < bytes.length; from += UNREDUCED_BYTES) {
    const end = Math.min(from + UNREDUCED_BYTES, bytes.length);
    for (let at = from; at < end; at++) {
      low += bytes[at] ?? 0;
      high += low;
    }
    low %= PRIME;
    high %= PRIME;
  }
  return ((high << 16) | low) >>> 0;
}

function profileChunk(profile: Uint8Array): Buffer {
  return chunk("iCCP", Buffer.concat([Buffer.from("icc\0\0", "latin1"), deflateSync(profile)]));
}

function chunk(type: string, body: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type, "latin1"), body]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(body.length);
  sum.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, sum]);
}
