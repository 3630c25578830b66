import { type HuffmanCode, type HuffmanTable, huffmanTable, readHuffmanCodes } from "./huffman.ts";
import {
  frameIn,
  isSequential,
  type JpegComponent,
  type JpegFrame,
  type ScanHeader,
  scanHeaderIn,
} from "./jpeg-frame.ts";
import { DHT, DRI, isRestart, type JpegSegment, SOS } from "./jpeg-segments.ts";

/** Of the same value: what a lost sector is filled with, and what hardly a picture is coded to. */
const SUSPECT_BYTES = 16;
const BLOCK_SIDE = 8;
const COEFFICIENTS = 64;
/** More than a block without coefficients takes. */
const MANY_BITS = 64;
/** Sixteen zeros, and the block goes on. */
const LONGEST_RUN = 15;

/** What was said before a scan. */
interface Said {
  frame: JpegFrame | undefined;
  readonly codes: Map<number, HuffmanCode>;
  restartMcus: number;
}

/**
 * Whether a piece of a sequential picture's data was overwritten with one value, as a lost sector is. It is
 * decoded without a word, as blocks: as such that no picture has, or as so many that the picture is full
 * before its data ends.
 *
 * Only data with a run of one value is looked at.
 */
export function hasOverwrittenPiece(segments: readonly JpegSegment[]): boolean {
  const said: Said = { frame: undefined, codes: new Map(), restartMcus: 0 };
  return segments.some((segment) => {
    hear(said, segment);
    return segment.marker === SOS && hasRun(segment.data) && isOverwritten(said, segment);
  });
}

function hear(said: Said, segment: JpegSegment): void {
  const { marker, body } = segment;
  said.frame = frameIn(segment) ?? said.frame;
  if (marker === DHT) readHuffmanCodes(said.codes, body);
  if (marker === DRI) said.restartMcus = ((body[0] ?? 0) << 8) | (body[1] ?? 0);
}

/** Whether bytes of one value fill a whole step of SUSPECT_BYTES. */
function hasRun(data: Uint8Array): boolean {
  for (let at = 0; at + SUSPECT_BYTES <= data.length; at += SUSPECT_BYTES) {
    const isPromising = data[at] === data[at + 1] && data[at] === data[at + SUSPECT_BYTES - 1];
    if (isPromising && isOneValue(data.subarray(at, at + SUSPECT_BYTES))) return true;
  }
  return false;
}

const isOneValue = (bytes: Uint8Array) => bytes.every((byte) => byte === bytes[0]);

function isOverwritten(said: Said, { body, data }: JpegSegment): boolean {
  const { frame } = said;
  if (frame === undefined || !isSequential(frame)) return false;
  const scan = scanHeaderIn(body);
  const blocks = blocksOfMcu(said, frame, scan);
  if (blocks === undefined) return false;
  const { restarts, bytes } = lastInterval(data);
  const mcus = mcusOf(frame, scan) - restarts * said.restartMcus;
  const end = endOfBlocks(bytes, blocks, mcus);
  return end === undefined || !isOneValue(bytes.subarray(end));
}

interface BlockTables {
  readonly dc: HuffmanTable;
  readonly ac: HuffmanTable;
}

/** The tables of each block in a minimum coded unit; undefined where one is missing. */
function blocksOfMcu(
  { codes }: Said,
  { components }: JpegFrame,
  { parts }: ScanHeader,
): BlockTables[] | undefined {
  const blocks: BlockTables[] = [];
  for (const part of parts) {
    const component = components.find(({ id }) => id === part.id);
    const [dc, ac] = [codes.get(part.dc), codes.get(0x10 | part.ac)];
    if (component === undefined || dc === undefined || ac === undefined) return undefined;
    const count = parts.length === 1 ? 1 : component.across * component.down;
    const tables = { dc: huffmanTable(dc), ac: huffmanTable(ac) };
    for (let i = 0; i < count; i++) blocks.push(tables);
  }
  return blocks;
}

function mcusOf({ width, height, components }: JpegFrame, { parts }: ScanHeader): number {
  const most = (side: "across" | "down") => Math.max(...components.map((one) => one[side]));
  const [across, down] = [most("across"), most("down")];
  const alone = parts.length === 1 ? components.find(({ id }) => id === parts[0]?.id) : undefined;
  const unit: Pick<JpegComponent, "across" | "down"> = alone ?? { across, down };
  // A component alone in a scan has its own blocks only, without those that fill up a unit.
  const along = (pixels: number, own: number, all: number) =>
    alone === undefined
      ? Math.ceil(pixels / (BLOCK_SIDE * all))
      : Math.ceil(Math.ceil((pixels * own) / all) / BLOCK_SIDE);
  return along(width, unit.across, across) * along(height, unit.down, down);
}

/** Data behind the last restart marker, without the zeros that are stuffed behind 0xff. */
function lastInterval(data: Uint8Array): { restarts: number; bytes: Uint8Array } {
  const bytes = new Uint8Array(data.length);
  let [restarts, length] = [0, 0];
  for (let at = 0; at < data.length; at++) {
    const byte = data[at] ?? 0;
    const next = data[at + 1] ?? 0;
    if (byte === 0xff && isRestart(next)) {
      [restarts, length] = [restarts + 1, 0];
      at++;
      continue;
    }
    if (byte === 0xff && next === 0xff) continue;
    bytes[length++] = byte;
    if (byte === 0xff) at++;
  }
  return { restarts, bytes: bytes.subarray(0, length) };
}

/** Bytes that the blocks take; undefined where there are too few, or one is none. */
function endOfBlocks(
  bytes: Uint8Array,
  blocks: readonly BlockTables[],
  mcus: number,
): number | undefined {
  const end = bytes.length * 8;
  let bit = 0;
  for (let mcu = 0; mcu < mcus; mcu++) {
    for (const tables of blocks) {
      const next = endOfBlock(bytes, tables, bit);
      if (next > end || isFilled(bytes, bit, next)) return undefined;
      bit = next;
    }
  }
  return (bit + 7) >> 3;
}

/** The bit behind a block that begins at `bit`; Infinity where it is none. */
function endOfBlock(bytes: Uint8Array, { dc, ac }: BlockTables, bit: number): number {
  const size = codeAt(bytes, dc, bit);
  if (size === 0) return Number.POSITIVE_INFINITY;
  let at = bit + lengthOf(size) + (size & 15);
  for (let k = 1; k < COEFFICIENTS; k++) {
    const code = codeAt(bytes, ac, at);
    if (code === 0) return Number.POSITIVE_INFINITY;
    const [run, bits] = [(code >> 4) & 15, code & 15];
    at += lengthOf(code) + bits;
    if (bits === 0 && run !== LONGEST_RUN) break;
    k += run;
    if (k >= COEFFICIENTS) return Number.POSITIVE_INFINITY;
  }
  return at;
}

/** Whether a block has many coefficients, and all its bytes are the same. */
function isFilled(bytes: Uint8Array, from: number, to: number): boolean {
  return to - from > MANY_BITS && isOneValue(bytes.subarray((from >> 3) + 1, to >> 3));
}

const lengthOf = (code: number) => code >> 8;

/** The code that begins at a bit, as its table has it. */
function codeAt(bytes: Uint8Array, table: HuffmanTable, bit: number): number {
  const at = bit >> 3;
  const word = ((bytes[at] ?? 0) << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0);
  return table[(word >> (8 - (bit & 7))) & 0xffff] ?? 0;
}
