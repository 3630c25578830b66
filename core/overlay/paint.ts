/** One layer over a picture: RGBA, 8 bits each, alpha not multiplied in; row by row from the top. */
export interface Layer {
  readonly width: number;
  readonly height: number;
  readonly rgba: Uint8Array;
}

export type Colour = readonly [red: number, green: number, blue: number];

/** Nothing painted yet: transparent everywhere. */
export function emptyLayer({ width, height }: Pick<Layer, "width" | "height">): Layer {
  return { width, height, rgba: new Uint8Array(width * height * 4) };
}

/** Paints over what lies there; `opacity` is a fraction. Outside the layer nothing happens. */
export function paint(layer: Layer, x: number, y: number, colour: Colour, opacity: number): void {
  if (x < 0 || y < 0 || x >= layer.width || y >= layer.height) return;
  const at = (y * layer.width + x) * 4;
  const below = ((layer.rgba[at + 3] ?? 0) / 255) * (1 - opacity);
  const alpha = opacity + below;
  if (alpha === 0) return;
  colour.forEach((value, channel) => {
    const old = layer.rgba[at + channel] ?? 0;
    layer.rgba[at + channel] = Math.round((value * opacity + old * below) / alpha);
  });
  layer.rgba[at + 3] = Math.round(255 * alpha);
}
