/** A point or an offset, x to the right and y down. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Where points go: x' = xx·x + xy·y + x0, y' = yx·x + yy·y + y0. */
export interface Affine {
  readonly xx: number;
  readonly xy: number;
  readonly x0: number;
  readonly yx: number;
  readonly yy: number;
  readonly y0: number;
}

export function translation({ x, y }: Point): Affine {
  return { xx: 1, xy: 0, x0: x, yx: 0, yy: 1, y0: y };
}

export function apply(by: Affine, x: number, y: number): Point {
  return { x: by.xx * x + by.xy * y + by.x0, y: by.yx * x + by.yy * y + by.y0 };
}

/** Area of what a square of area 1 becomes; negative where it is mirrored. */
export function determinant({ xx, xy, yx, yy }: Affine): number {
  return xx * yy - xy * yx;
}

/** @param by is not singular. */
export function inverse(by: Affine): Affine {
  const { xx, xy, x0, yx, yy, y0 } = by;
  const area = determinant(by);
  return {
    xx: yy / area,
    xy: -xy / area,
    x0: (xy * y0 - yy * x0) / area,
    yx: -yx / area,
    yy: xx / area,
    y0: (yx * x0 - xx * y0) / area,
  };
}

/** How long a line becomes in the direction that grows most, and in the one that grows least. */
export interface Stretch {
  readonly most: number;
  readonly least: number;
}

/** Singular values of the linear part. */
export function stretchOf(by: Affine): Stretch {
  const { xx, xy, yx, yy } = by;
  const sum = Math.hypot(xx + yy, yx - xy);
  const difference = Math.hypot(xx - yy, yx + xy);
  return { most: (sum + difference) / 2, least: Math.abs(sum - difference) / 2 };
}
