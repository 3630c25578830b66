import { MANIPULATED_BYTE } from "../../core/scan/probability-map.ts";

/** A mask as bytes: MANIPULATED_BYTE and more is what is held for manipulated. */
export interface MaskPixels {
  readonly width: number;
  readonly height: number;
  readonly values: Uint8Array;
}

/** How a mask is laid over its picture. */
export type Layer = "overlay" | "heat";

/** As many pixels as a screen shows closely enough; the mask itself has as many as its picture. */
const MOST_PIXELS = 8_000_000;
const RED = [255, 0, 51] as const;

/** From nothing to certain: transparent, then blue, yellow and red. */
const HEAT_STOPS = [
  [0, [59, 76, 192, 0]],
  [48, [59, 76, 192, 150]],
  [MANIPULATED_BYTE, [245, 220, 90, 200]],
  [255, [225, 20, 30, 235]],
] as const;

/** @throws when it cannot be loaded. */
export async function loadMask(url: string): Promise<MaskPixels> {
  const image = new Image();
  image.src = url;
  await image.decode();
  const { naturalWidth, naturalHeight } = image;
  const scale = Math.min(1, Math.sqrt(MOST_PIXELS / (naturalWidth * naturalHeight)));
  const width = Math.max(1, Math.round(naturalWidth * scale));
  const height = Math.max(1, Math.round(naturalHeight * scale));
  const context = contextOf(new OffscreenCanvas(width, height));
  context.drawImage(image, 0, 0, width, height);
  const { data } = context.getImageData(0, 0, width, height);
  return {
    width,
    height,
    values: Uint8Array.from({ length: width * height }, (_, i) => data[4 * i] ?? 0),
  };
}

function contextOf(canvas: OffscreenCanvas): OffscreenCanvasRenderingContext2D {
  const context = canvas.getContext("2d", { willReadFrequently: true });
  if (context === null) throw new Error("this browser draws no canvas");
  return context;
}

/** The layer as RGBA, row by row. */
export function paintLayer({ values }: MaskPixels, layer: Layer): Uint8ClampedArray<ArrayBuffer> {
  const palette = layer === "heat" ? heatPalette() : overlayPalette();
  const rgba = new Uint8ClampedArray(values.length * 4);
  const words = new Uint32Array(rgba.buffer);
  for (let i = 0; i < values.length; i++) words[i] = palette[values[i] ?? 0] ?? 0;
  return rgba;
}

/** For each value of a mask the four bytes of its pixel. */
function paletteOf(colourOf: (value: number) => readonly number[]): Uint32Array {
  const bytes = Array.from({ length: 256 }, (_, value) => colourOf(value)).flat();
  return new Uint32Array(Uint8ClampedArray.from(bytes).buffer);
}

function overlayPalette(): Uint32Array {
  return paletteOf((value) => (value >= MANIPULATED_BYTE ? [...RED, 255] : [0, 0, 0, 0]));
}

function heatPalette(): Uint32Array {
  return paletteOf((value) => {
    const above = HEAT_STOPS.findIndex(([stop]) => stop >= value);
    const [end, ending] = HEAT_STOPS[Math.max(above, 1)] ?? HEAT_STOPS[1];
    const [start, starting] = HEAT_STOPS[Math.max(above, 1) - 1] ?? HEAT_STOPS[0];
    const share = (value - start) / (end - start);
    return starting.map((byte, channel) => byte + share * ((ending[channel] ?? 0) - byte));
  });
}
