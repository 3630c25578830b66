import type { JpegSegment } from "./jpeg-segments.ts";

/** A component of a frame: how many blocks it has to one of the coarsest component. */
export interface JpegComponent {
  readonly id: number;
  readonly across: number;
  readonly down: number;
}

export interface JpegFrame {
  /** 0xc0 to 0xcf. */
  readonly marker: number;
  readonly bitsPerSample: number;
  readonly width: number;
  readonly height: number;
  readonly components: readonly JpegComponent[];
}

/** DHT, JPG and DAC lie among the markers of frames. */
const NO_FRAME = [0xc4, 0xc8, 0xcc];
const isFrame = (marker: number) => marker >= 0xc0 && marker <= 0xcf && !NO_FRAME.includes(marker);

/** What a segment says of the frame, if it is one and whole. */
export function frameIn({ marker, body }: JpegSegment): JpegFrame | undefined {
  const count = body[5] ?? 0;
  if (!isFrame(marker) || body.length < 6 + 3 * count) return undefined;
  const components = Array.from({ length: count }, (_, i) => {
    const [id = 0, sampling = 0] = body.subarray(6 + 3 * i);
    return { id, across: sampling >> 4, down: sampling & 15 };
  });
  const word = (at: number) => ((body[at] ?? 0) << 8) | (body[at + 1] ?? 0);
  const bitsPerSample = body[0] ?? 0;
  return { marker, bitsPerSample, height: word(1), width: word(3), components };
}

export const isProgressive = ({ marker }: JpegFrame) => marker === 0xc2 || marker === 0xca;
/** Sequential, transformed, Huffman-coded. */
export const isSequential = ({ marker }: JpegFrame) => marker === 0xc0 || marker === 0xc1;

/** Of a scan. ITU-T T.81, B.2.3. */
const MAX_PARTS = 4;

/** What a scan says of itself. */
export interface ScanHeader {
  /** Each component with its tables, in the order of the frame's scan. */
  readonly parts: readonly { readonly id: number; readonly dc: number; readonly ac: number }[];
  /** Coefficients, 0 to 63. */
  readonly first: number;
  readonly last: number;
  /** Bits that later scans bring: 0 when none are left to come. */
  readonly missingBits: number;
}

export function scanHeaderIn(body: Uint8Array): ScanHeader {
  const count = Math.min(body[0] ?? 0, MAX_PARTS);
  const parts = Array.from({ length: count }, (_, i) => {
    const [id = 0, tables = 0] = body.subarray(1 + 2 * i);
    return { id, dc: tables >> 4, ac: tables & 15 };
  });
  const [first = 0, last = 0, bits = 0] = body.subarray(1 + 2 * count);
  return { parts, first, last, missingBits: bits & 15 };
}
