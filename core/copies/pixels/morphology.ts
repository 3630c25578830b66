/** Whether a pixel belongs, 1 or 0, row by row. */
export type Pixels = Uint8Array;

/** Pixels that have one of them in the square of 2 · radius + 1 around them. */
export function dilated(pixels: Pixels, width: number, radius: number): Pixels {
  return spread(pixels, width, radius, 1);
}

/** Pixels that have only such in the square around them; what lies beyond the edges counts as one. */
export function eroded(pixels: Pixels, width: number, radius: number): Pixels {
  return spread(pixels, width, radius, 0);
}

/** Without what is thinner than the square. */
export function opened(pixels: Pixels, width: number, radius: number): Pixels {
  return dilated(eroded(pixels, width, radius), width, radius);
}

/** With gaps bridged that are thinner than the square. */
export function closed(pixels: Pixels, width: number, radius: number): Pixels {
  return eroded(dilated(pixels, width, radius), width, radius);
}

/** `value` where it is found in the square, else the other one. */
function spread(pixels: Pixels, width: number, radius: number, value: 0 | 1): Pixels {
  const height = pixels.length / width;
  const across = spreadRows(pixels, width, radius, value);
  const both = new Uint8Array(pixels.length).fill(1 - value);
  /** Of each column, up to which row a value above reaches. */
  const reach = new Int32Array(width).fill(-1);
  for (let row = -radius; row < height; row++) {
    const ahead = row + radius;
    if (ahead < height) noteRow(across, ahead * width, value, reach, ahead + radius);
    for (let x = 0; row >= 0 && x < width; x++) {
      if ((reach[x] ?? -1) >= row) both[row * width + x] = value;
    }
  }
  return both;
}

function noteRow(
  pixels: Pixels,
  first: number,
  value: 0 | 1,
  reach: Int32Array,
  until: number,
): void {
  for (let x = 0; x < reach.length; x++) if (pixels[first + x] === value) reach[x] = until;
}

function spreadRows(pixels: Pixels, width: number, radius: number, value: 0 | 1): Pixels {
  const spreadOut = new Uint8Array(pixels.length).fill(1 - value);
  for (let first = 0; first < pixels.length; first += width) {
    let reach = -1;
    for (let x = -radius; x < width; x++) {
      const ahead = x + radius;
      if (ahead < width && pixels[first + ahead] === value) reach = ahead + radius;
      if (x >= 0 && reach >= x) spreadOut[first + x] = value;
    }
  }
  return spreadOut;
}
