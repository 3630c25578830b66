export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Where the picture lies in its window: its corner, and how many of the screen's pixels one of its is. */
export interface Placing {
  readonly x: number;
  readonly y: number;
  readonly scale: number;
}

/** Beyond it one sees single pixels. */
const MOST_SCALE = 16;
const MARGIN_PX = 12;

/** All of the picture, in the middle; never larger than it is, unless it is tiny. */
export function fitted(image: Size, window: Size): Placing {
  const [width, height] = [window.width - 2 * MARGIN_PX, window.height - 2 * MARGIN_PX];
  const scale = Math.max(0.001, Math.min(width / image.width, height / image.height, 4));
  return centred(image, window, scale);
}

function centred(image: Size, window: Size, scale: number): Placing {
  const x = (window.width - image.width * scale) / 2;
  return { x, y: (window.height - image.height * scale) / 2, scale };
}

/** Closer or further by a factor; what lies at (x, y) of the window stays there. */
export function zoomed(
  placing: Placing,
  factor: number,
  x: number,
  y: number,
  least: number,
): Placing {
  const scale = Math.min(MOST_SCALE, Math.max(least, placing.scale * factor));
  const grown = scale / placing.scale;
  return { x: x - (x - placing.x) * grown, y: y - (y - placing.y) * grown, scale };
}

/** A part of the picture stays within its window. */
export function kept({ x, y, scale }: Placing, image: Size, window: Size): Placing {
  const hold = (at: number, length: number, space: number) =>
    Math.min(
      space - Math.min(space, length) / 2,
      Math.max(Math.min(space, length) / 2 - length, at),
    );
  return {
    x: hold(x, image.width * scale, window.width),
    y: hold(y, image.height * scale, window.height),
    scale,
  };
}
