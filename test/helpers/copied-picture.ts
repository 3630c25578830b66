import sharp from "sharp";
import type { Plane } from "../../core/copies/pixels/plane.ts";
import { valueAt } from "../../core/copies/pixels/warp.ts";
import { makeRandom } from "../../core/copies/xorshift.ts";

/** Sizes of spots in pixels and how strong they are in levels: coarse ones strong, as in photographs. */
const SPOTS = [
  { sizePx: 40, levels: 45 },
  { sizePx: 14, levels: 25 },
  { sizePx: 5, levels: 14 },
];
const NOISE_LEVELS = 16;

/** Spots of several sizes and noise, everywhere others; whole levels. */
export function texture(widthPx: number, heightPx: number, seed = 1): Plane {
  const random = makeRandom(seed);
  const share = () => (random() >>> 0) / 2 ** 32;
  const layers = SPOTS.map(({ sizePx, levels }) => {
    const [columns, rows] = [Math.ceil(widthPx / sizePx) + 3, Math.ceil(heightPx / sizePx) + 3];
    const values = Float32Array.from({ length: columns * rows }, () => levels * (2 * share() - 1));
    return { sizePx, plane: { widthPx: columns, heightPx: rows, values } };
  });
  return planeOf(widthPx, heightPx, (x, y) => {
    const noise = NOISE_LEVELS * (share() + share() - 1);
    const spots = layers.map(({ sizePx, plane }) => valueAt(plane, x / sizePx + 1, y / sizePx + 1));
    return 128 + noise + spots.reduce((sum, level) => sum + level, 0);
  });
}

/** Levels are rounded and kept within 0 to 255. */
export function planeOf(
  widthPx: number,
  heightPx: number,
  levelAt: (x: number, y: number) => number,
): Plane {
  const values = Float32Array.from({ length: widthPx * heightPx }, (_, at) => {
    const level = levelAt(at % widthPx, Math.floor(at / widthPx));
    return Math.min(Math.max(Math.round(level), 0), 255);
  });
  return { widthPx, heightPx, values };
}

export interface Copying {
  readonly from: readonly [x: number, y: number];
  readonly to: readonly [x: number, y: number];
  /** Of the disc that is copied, before it is scaled; of a square, half its side. */
  readonly radiusPx: number;
  readonly isSquare?: boolean;
  readonly turnDegrees?: number;
  readonly scale?: number;
  readonly isMirrored?: boolean;
}

/** Where the pixels of the pasted side come from. */
function sourceOf({ from, to, turnDegrees = 0, scale = 1, isMirrored = false }: Copying) {
  const turn = (turnDegrees * Math.PI) / 180;
  const [cos, sin] = [Math.cos(turn) / scale, Math.sin(turn) / scale];
  return (x: number, y: number) => {
    const [right, down] = [x - to[0], y - to[1]];
    const along = cos * right + sin * down;
    const source = { right: isMirrored ? -along : along, down: cos * down - sin * right };
    return { ...source, x: from[0] + source.right, y: from[1] + source.down };
  };
}

function isOn(right: number, down: number, { radiusPx, isSquare = false }: Copying): boolean {
  const distance = isSquare ? Math.max(Math.abs(right), Math.abs(down)) : Math.hypot(right, down);
  return distance <= radiusPx;
}

/** The picture with a part of it somewhere else once more. */
export function withCopy(picture: Plane, copying: Copying): Plane {
  const source = sourceOf(copying);
  return planeOf(picture.widthPx, picture.heightPx, (x, y) => {
    const from = source(x, y);
    const isPasted = isOn(from.right, from.down, copying);
    return isPasted
      ? valueAt(picture, from.x, from.y)
      : (picture.values[y * picture.widthPx + x] ?? 0);
  });
}

/** Which pixels of the picture were copied and which pasted: 1 of each. */
export function truthOf({ widthPx, heightPx }: Plane, copying: Copying) {
  const source = sourceOf(copying);
  const [x0, y0] = copying.from;
  const isSource = planeOf(widthPx, heightPx, (x, y) => (isOn(x - x0, y - y0, copying) ? 1 : 0));
  const isCopy = planeOf(widthPx, heightPx, (x, y) => {
    const { right, down } = source(x, y);
    return isOn(right, down, copying) ? 1 : 0;
  });
  return { source: isSource.values, copy: isCopy.values };
}

/** Saved as a JPEG and opened again. */
export async function resaved(picture: Plane, quality: number): Promise<Plane> {
  const { widthPx: width, heightPx: height } = picture;
  const raw = { width, height, channels: 1 } as const;
  const jpeg = await sharp(Uint8Array.from(picture.values), { raw }).jpeg({ quality }).toBuffer();
  const pixels = await sharp(jpeg).toColourspace("b-w").raw().toBuffer();
  return { ...picture, values: Float32Array.from(pixels) };
}
