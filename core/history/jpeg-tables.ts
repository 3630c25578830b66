import { APP14, DQT, jpegSegments, SOS } from "../formats/jpeg/jpeg-segments.ts";
import { ZIGZAG } from "./dct.ts";

/** Quantisation steps of luma, all at least 1, at u·8 + v (u vertical). */
export type LumaTable = Uint16Array;

/** Frames of the discrete cosine transform: baseline, extended, progressive; Huffman or arithmetic. */
const FRAMES = [0xc0, 0xc1, 0xc2, 0xc9, 0xca];
interface Header {
  readonly tables: (LumaTable | undefined)[];
  frame: Uint8Array | undefined;
  /** Whether an Adobe segment says that the components are R, G, B. */
  isRgb: boolean;
}

/**
 * The table that luma was quantised with when the file was saved: that of the frame's first
 * component. ITU-T T.81, annex B.
 *
 * Undefined where there is none to be trusted: no JPEG, a broken header, components other than luma
 * alone or luma and two of colour, luma with fewer samples than colour. Any bytes may come in.
 */
export function lastLumaTable(bytes: Uint8Array): LumaTable | undefined {
  const header: Header = { tables: [], frame: undefined, isRgb: false };
  for (const { marker, body } of jpegSegments(bytes)) {
    if (marker === SOS) break;
    readSegment(header, marker, body);
  }
  const { frame, tables, isRgb } = header;
  if (frame === undefined || isRgb || !isLumaFirst(frame)) return undefined;
  return tables[frame[8] ?? 0];
}

function readSegment(header: Header, marker: number, body: Uint8Array): void {
  if (marker === DQT) readTables(header.tables, body);
  if (FRAMES.includes(marker)) header.frame = body;
  if (marker === APP14 && isAdobe(body)) header.isRgb = body[11] === 0;
}

const uint16 = (bytes: Uint8Array, at: number) => ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);

function readTables(tables: (LumaTable | undefined)[], body: Uint8Array): void {
  let at = 0;
  while (at < body.length) {
    const bytesPerStep = (body[at] ?? 0) >> 4 === 0 ? 1 : 2;
    const slot = (body[at] ?? 0) & 3;
    tables[slot] = tableAt(body, at + 1, bytesPerStep);
    at += 1 + 64 * bytesPerStep;
  }
}

/** Undefined when the table is cut off or has a step of 0. */
function tableAt(body: Uint8Array, at: number, bytesPerStep: 1 | 2): LumaTable | undefined {
  if (at + 64 * bytesPerStep > body.length) return undefined;
  const table = new Uint16Array(64);
  for (const [index, place] of ZIGZAG.entries()) {
    table[place] = bytesPerStep === 1 ? (body[at + index] ?? 0) : uint16(body, at + 2 * index);
  }
  return table.includes(0) ? undefined : table;
}

const isAdobe = (body: Uint8Array) =>
  body.length >= 12 && String.fromCharCode(...body.subarray(0, 5)) === "Adobe";

/** Frame: precision, height, width, count; then per component its id, its sampling, its table. */
function isLumaFirst(frame: Uint8Array): boolean {
  const count = frame[5] ?? 0;
  if (frame[0] !== 8 || (count !== 1 && count !== 3) || frame.length < 6 + 3 * count) return false;
  const components = Array.from({ length: count }, (_, i) => frame.subarray(6 + 3 * i, 9 + 3 * i));
  if (String.fromCharCode(...components.map(([id = 0]) => id)) === "RGB") return false;
  const [luma = 0, ...colours] = components.map(([, sampling = 0]) => sampling);
  return colours.every((s) => s >> 4 <= luma >> 4 && (s & 15) <= (luma & 15));
}
