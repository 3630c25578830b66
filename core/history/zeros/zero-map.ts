import { type Luma, UNITS_PER_LEVEL } from "../luma.ts";
import { compile, type KernelMemory, makeMemory, PAGE_BYTES } from "./simd.ts";
import { columnKernel, LANES, windowKernel } from "./zero-kernels.ts";

/** How many of the 27 vote frequencies are nearly zero, for the block that begins at each pixel. */
export interface ZeroMap {
  readonly width: number;
  readonly height: number;
  /** Row-major, 0..27; what it says of the last seven rows and columns, where none fits, is nothing. */
  readonly counts: Uint8Array;
}

/** @param threshold below which an orthonormal coefficient counts as zero, in levels. */
export type CountZeros = (luma: Luma, threshold: number) => ZeroMap;

/** Rows of counts that the kernels' memory holds at a time. */
const STRIP_ROWS = 32;
/** Where the kernels' memory holds the limit, and behind it the rows of luma. */
const LIMIT_BYTE = 0;
const ROWS_BYTE = 4 * LANES;

/** Holds the kernels and their memory, 150 bytes for every column of the widest picture so far. */
export function makeZeroCounter(): CountZeros {
  const memory = makeMemory();
  const columns = compile(columnKernel(), memory);
  const windows = compile(windowKernel(), memory);
  return (luma, threshold) => {
    const { width, height, values } = luma;
    const counts = new Uint8Array(width * height);
    const places = placesFor(width);
    reserve(memory, places.endByte);
    new Float32Array(memory.buffer, LIMIT_BYTE, LANES).fill(threshold * UNITS_PER_LEVEL);
    const rows = new Int16Array(memory.buffer, ROWS_BYTE, (STRIP_ROWS + 7) * width);
    const strip = new Uint8Array(memory.buffer, places.countsByte, STRIP_ROWS * width);
    const { linesByte, lineBytes } = places;
    for (let top = 0; top + 8 <= height; top += STRIP_ROWS) {
      const stripRows = Math.min(STRIP_ROWS, height - 7 - top);
      rows.set(values.subarray(top * width, (top + stripRows + 7) * width));
      for (let row = 0; row < stripRows; row++) {
        const rowByte = ROWS_BYTE + 2 * row * width;
        columns(rowByte, 2 * width, rowByte + 2 * width, linesByte, lineBytes);
        const lineEnd = linesByte + 4 * (width - 7);
        windows(linesByte, lineBytes, lineEnd, places.countsByte + row * width, LIMIT_BYTE);
      }
      counts.set(strip.subarray(0, stripRows * width), top * width);
    }
    return { width, height, counts };
  };
}

/** Shorts of the rows, then eight lines of floats, then the counts; each may run over by a turn. */
function placesFor(width: number) {
  const slack = 16 * LANES;
  const linesByte = ROWS_BYTE + 2 * (STRIP_ROWS + 7) * width + slack;
  const lineBytes = 4 * width + slack;
  const countsByte = linesByte + 8 * lineBytes;
  return { linesByte, lineBytes, countsByte, endByte: countsByte + STRIP_ROWS * width + slack };
}

function reserve(memory: KernelMemory, bytes: number): void {
  const missing = bytes - memory.buffer.byteLength;
  if (missing > 0) memory.grow(Math.ceil(missing / PAGE_BYTES));
}
