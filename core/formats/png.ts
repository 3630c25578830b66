const SIGNATURE_BYTES = 8;
/** Length, type, checksum. */
const FRAMING_BYTES = 12;

export interface PngChunk {
  readonly type: string;
  readonly body: Uint8Array;
}

/** Chunks, as far as they are whole. https://www.w3.org/TR/png-3/#5Chunk-layout */
export function* pngChunks(bytes: Uint8Array): Generator<PngChunk> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  let at = SIGNATURE_BYTES;
  while (at + FRAMING_BYTES <= bytes.length) {
    const size = view.getUint32(at);
    if (at + FRAMING_BYTES + size > bytes.length) return;
    const type = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
    yield { type, body: bytes.subarray(at + 8, at + 8 + size) };
    at += FRAMING_BYTES + size;
  }
}

/** What kind of PNG this is, when no decoder is here for it. */
export function pngVariant(bytes: Uint8Array): string | undefined {
  const [first] = pngChunks(bytes);
  return first?.type === "CgBI" ? "a PNG that Xcode changed for iOS (CgBI)" : undefined;
}

/** Frames of an animation, 1 of a still picture. */
export function pngFrames(bytes: Uint8Array): number {
  for (const { type, body } of pngChunks(bytes)) {
    if (type === "IDAT") return 1;
    if (type !== "acTL" || body.length < 4) continue;
    return Math.max(1, new DataView(body.buffer, body.byteOffset).getUint32(0));
  }
  return 1;
}
