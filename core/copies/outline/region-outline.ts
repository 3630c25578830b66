import { MAX_CORNERS, MAX_PARTS, type RegionOutline } from "../../contracts/witnesses.ts";
import { dilated } from "../pixels/morphology.ts";
import type { Mask } from "../pixels/plane.ts";
import { indicesOf } from "../pixels/samples.ts";
import type { Affine, Point } from "../transform.ts";
import { simplifyPolygon } from "./simplify-polygon.ts";
import { traceOutlines } from "./trace-outlines.ts";

/** Matching needs surroundings, so that a region ends a little before its border. */
const BORDER_PX = 1;
const MIN_PART_PIXELS = 60;
const TOLERANCE_PX = 1;

/** Pixels of the original picture by pixels of the working picture. */
export interface Enlargement {
  readonly across: number;
  readonly down: number;
}

/** @param region of a working picture of that size. */
export function outlineOf(
  region: Mask,
  picture: { readonly widthPx: number; readonly heightPx: number },
  by: Enlargement,
): RegionOutline {
  const grown = withBorder(region, picture);
  const polygons = traceOutlines(grown, MIN_PART_PIXELS)
    .slice(0, MAX_PARTS)
    .map((corners) =>
      fewCorners(corners).map(({ x, y }) => ({
        x: Math.round(x * by.across),
        y: Math.round(y * by.down),
      })),
    );
  const areaPixels = indicesOf(grown.values).length * by.across * by.down;
  return { box: boxOf(polygons.flat()), polygons, areaPixels: Math.round(areaPixels) };
}

function withBorder(region: Mask, picture: Parameters<typeof outlineOf>[1]): Mask {
  const leftPx = Math.max(region.leftPx - BORDER_PX, 0);
  const topPx = Math.max(region.topPx - BORDER_PX, 0);
  const right = Math.min(region.leftPx + region.widthPx + BORDER_PX, picture.widthPx);
  const bottom = Math.min(region.topPx + region.heightPx + BORDER_PX, picture.heightPx);
  const [widthPx, heightPx] = [right - leftPx, bottom - topPx];
  const values = new Uint8Array(widthPx * heightPx);
  for (const at of indicesOf(region.values)) {
    const x = region.leftPx + (at % region.widthPx) - leftPx;
    const y = region.topPx + Math.floor(at / region.widthPx) - topPx;
    values[y * widthPx + x] = 1;
  }
  return { leftPx, topPx, widthPx, heightPx, values: dilated(values, widthPx, BORDER_PX) };
}

function fewCorners(corners: readonly Point[]): Point[] {
  let tolerancePx = TOLERANCE_PX;
  let simple = simplifyPolygon(corners, tolerancePx);
  while (simple.length > MAX_CORNERS) {
    tolerancePx *= 1.5;
    simple = simplifyPolygon(corners, tolerancePx);
  }
  return simple;
}

function boxOf(points: readonly Point[]): RegionOutline["box"] {
  const [xs, ys] = [points.map(({ x }) => x), points.map(({ y }) => y)];
  const [x, y] = [Math.min(...xs), Math.min(...ys)];
  return { x, y, width: Math.max(...xs) - x, height: Math.max(...ys) - y };
}

/** The same transform between corners of pixels of the original picture. */
export function enlarged(by: Affine, { across, down }: Enlargement): Affine {
  // Between the middles of pixels there, between their corners here: half a pixel apart.
  const [right, below] = [by.x0 + 0.5, by.y0 + 0.5];
  return {
    xx: by.xx,
    xy: (by.xy * across) / down,
    x0: across * (right - (by.xx + by.xy) / 2),
    yx: (by.yx * down) / across,
    yy: by.yy,
    y0: down * (below - (by.yx + by.yy) / 2),
  };
}
