import type { GrayImage } from "../ports.ts";
import { MANIPULATED_BYTE, maskRows } from "../scan/probability-map.ts";
import { type Colour, type Layer, paint } from "./paint.ts";

const RED: Colour = [255, 0, 51];
/** Light enough to judge the picture below. */
const INSIDE_OPACITY = 0.35;
const EDGE_OPACITY = 1;
const EDGE_PIXELS = 2;

/** Tints what the map holds for manipulated, with a full line along its edges. */
export function paintMask(layer: Layer, map: GrayImage): void {
  const isInside = insideOf(map, layer);
  for (let y = 0; y < layer.height; y++) {
    for (let x = 0; x < layer.width; x++) {
      if (!isInside(x, y)) continue;
      paint(layer, x, y, RED, isAtEdge(isInside, x, y) ? EDGE_OPACITY : INSIDE_OPACITY);
    }
  }
}

type IsInside = (x: number, y: number) => boolean;

/** Beyond the border it goes on as at the border: what touches that has no line there. */
function insideOf(map: GrayImage, { width, height }: Layer): IsInside {
  const values = new Uint8Array(width * height);
  let at = 0;
  for (const row of maskRows(map, width, height)) {
    values.set(row, at);
    at += width;
  }
  return (x, y) => (values[clamp(y, height) * width + clamp(x, width)] ?? 0) >= MANIPULATED_BYTE;
}

function isAtEdge(isInside: IsInside, x: number, y: number): boolean {
  const far = EDGE_PIXELS;
  const ends = [
    isInside(x - far, y),
    isInside(x + far, y),
    isInside(x, y - far),
    isInside(x, y + far),
  ];
  return ends.includes(false);
}

function clamp(value: number, size: number): number {
  return Math.min(size - 1, Math.max(0, value));
}
