/** Brightness 0..255 of a picture, or another value of each of its pixels, row by row. */
export interface Plane {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly values: Float32Array;
}

/** A rectangle of pixels. */
export interface Window {
  readonly leftPx: number;
  readonly topPx: number;
  readonly widthPx: number;
  readonly heightPx: number;
}

/** Some of the pixels of a window. */
export interface Mask extends Window {
  /** Row by row, 1 where the pixel belongs to it and 0 where not. */
  readonly values: Uint8Array;
}

/** The pixels of a window that lies within the plane. */
export function cut({ widthPx, values }: Plane, window: Window): Float32Array {
  const pixels = new Float32Array(window.widthPx * window.heightPx);
  for (let row = 0; row < window.heightPx; row++) {
    const first = (window.topPx + row) * widthPx + window.leftPx;
    pixels.set(values.subarray(first, first + window.widthPx), row * window.widthPx);
  }
  return pixels;
}
