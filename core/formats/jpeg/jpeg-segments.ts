/** A marker with what belongs to it. ITU-T T.81, annex B. */
export interface JpegSegment {
  readonly marker: number;
  /** Behind the length; empty for markers that stand alone. */
  readonly body: Uint8Array;
  /** Of a scan, its compressed data with the restart markers in it; else empty. */
  readonly data: Uint8Array;
}

export const SOI = 0xd8;
export const EOI = 0xd9;
export const SOS = 0xda;
export const DQT = 0xdb;
export const DHT = 0xc4;
export const DRI = 0xdd;
export const APP14 = 0xee;

/** TEM, RST0 to RST7, SOI and EOI have no body. */
const isAlone = (marker: number) => marker === 0x01 || (marker >= 0xd0 && marker <= EOI);
export const isRestart = (marker: number) => marker >= 0xd0 && marker <= 0xd7;

/** More than pictures have, and few enough to be kept: any bytes may come in. */
const MAX_SEGMENTS = 10_000;

/** Segments from the start of the image to its end, or to where they can be read no more. */
export function* jpegSegments(bytes: Uint8Array): Generator<JpegSegment> {
  if (bytes[0] !== 0xff || bytes[1] !== SOI) return;
  let at = markerFrom(bytes, 2);
  for (let count = 0; at < bytes.length && count < MAX_SEGMENTS; count++) {
    const marker = bytes[at] ?? 0;
    const bodyEnd = at + 1 + bodyBytes(bytes, at);
    if (bodyEnd > bytes.length) return;
    const end = marker === SOS ? endOfData(bytes, bodyEnd) : bodyEnd;
    yield { marker, body: bytes.subarray(at + 3, bodyEnd), data: bytes.subarray(bodyEnd, end) };
    if (marker === EOI) return;
    at = markerFrom(bytes, end);
  }
}

/** What lies behind a marker's code, with the two bytes that tell it. */
function bodyBytes(bytes: Uint8Array, at: number): number {
  if (isAlone(bytes[at] ?? 0)) return 0;
  return Math.max(2, ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0));
}

/** Where the next marker's code is: behind 0xff, which may be repeated; what is no marker is passed over. */
function markerFrom(bytes: Uint8Array, from: number): number {
  let at = from;
  for (;;) {
    at = bytes.indexOf(0xff, at);
    if (at < 0) return bytes.length;
    while (bytes[at] === 0xff) at++;
    if (bytes[at] !== 0) return at;
  }
}

/** Up to the first marker that is no restart: 0xff in the data itself is followed by 0. */
function endOfData(bytes: Uint8Array, from: number): number {
  let at = from;
  for (;;) {
    at = bytes.indexOf(0xff, at);
    if (at < 0) return bytes.length;
    const code = bytes[at + 1] ?? 0;
    if (code !== 0 && code !== 0xff && !isRestart(code)) return at;
    at += code === 0xff ? 1 : 2;
  }
}
