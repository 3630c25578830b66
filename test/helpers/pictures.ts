import sharp, { type Sharp } from "sharp";

/** What the tiny model, which reads the red channel, takes for manipulated all over. */
export const RED = "#ff0000";
/** What it takes for authentic. */
export const BLACK = "#000000";

/** A picture of one colour, in the format that the caller asks of it. */
export function flat(width: number, height: number, background: string): Sharp {
  return sharp({ create: { width, height, channels: 3, background } });
}

/** The left half of it is red, the rest is black. */
export function halfRed(width: number, height: number): Sharp {
  const input = { create: { width: width >> 1, height, channels: 3, background: RED } } as const;
  return flat(width, height, BLACK).composite([{ input, left: 0, top: 0 }]);
}
