/** A box of ISO/IEC 14496-12: four letters and what lies in it. */
interface Box {
  readonly type: string;
  readonly body: Uint8Array;
  /** Behind it, among its neighbours. */
  readonly end: number;
}

const BRAND_AT = 8;
const ANIMATED = "avis";
const STILL = "avif";
/** Down to the sizes of the frames of a track. */
const FRAME_SIZES = ["moov", "trak", "mdia", "minf", "stbl", "stsz"];
const COUNT_AT = 8;

/** Boxes side by side, as far as they are whole. */
export function* boxesIn(bytes: Uint8Array): Generator<Box> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  let at = 0;
  while (at + 8 <= bytes.length) {
    const type = ascii(bytes.subarray(at + 4, at + 8));
    const short = view.getUint32(at);
    const isLong = short === 1 && at + 16 <= bytes.length;
    const size = isLong ? Number(view.getBigUint64(at + 8)) : short || bytes.length - at;
    if (size < 8 || at + size > bytes.length) return;
    const end = at + size;
    yield { type, body: bytes.subarray(at + (isLong ? 16 : 8), end), end };
    at = end;
  }
}

const ascii = (bytes: Uint8Array) => String.fromCharCode(...bytes);
const isAnimated = (bytes: Uint8Array) =>
  ascii(bytes.subarray(4, BRAND_AT + 4)) === `ftyp${ANIMATED}`;

/** What kind of AVIF this is, when no still picture is in it. */
export function avifVariant(bytes: Uint8Array): string | undefined {
  if (!isAnimated(bytes)) return undefined;
  const isStill = [...boxesIn(bytes)].some(({ type }) => type === "meta");
  return isStill ? undefined : "an AVIF animation without a still picture";
}

/** Frames of an animation, 1 of a still picture. */
export function avifFrames(bytes: Uint8Array): number {
  if (!isAnimated(bytes)) return 1;
  let body: Uint8Array | undefined = bytes;
  for (const wanted of FRAME_SIZES) {
    body = body && [...boxesIn(body)].find(({ type }) => type === wanted)?.body;
  }
  if (body === undefined || body.length < COUNT_AT + 4) return 1;
  const count = new DataView(body.buffer, body.byteOffset).getUint32(COUNT_AT);
  return Math.max(1, count);
}

/** The file as what its first frame makes it: the decoder knows the still picture that it also is by that brand alone. */
export function asStillAvif(bytes: Uint8Array): Uint8Array {
  if (!isAnimated(bytes)) return bytes;
  const still = Uint8Array.from(bytes);
  still.set(new TextEncoder().encode(STILL), BRAND_AT);
  return still;
}
