import sharp, { type Sharp } from "sharp";

const LEAVES = 900;
const NOISE_LEVELS = 5;

/**
 * Discs that cover each other, with grain: edges of all sizes and directions and no period, as in
 * photographs. D. Mumford and B. Gidas, "Stochastic models for generic images", 2001.
 */
export function leaves(width: number, height: number): Sharp {
  const random = numbers();
  const levels = new Float64Array(width * height).fill(128);
  for (let leaf = 0; leaf < LEAVES; leaf++) {
    const radius = 3 + 2 / (0.02 + random());
    const level = 40 + 170 * random();
    cover({ width, height, levels }, { x: random() * width, y: random() * height, radius, level });
  }
  const pixels = Uint8ClampedArray.from(levels, (level) => {
    return level + NOISE_LEVELS * (random() + random() + random() - 1.5);
  });
  return sharp(pixels, { raw: { width, height, channels: 1 } });
}

interface Canvas {
  readonly width: number;
  readonly height: number;
  readonly levels: Float64Array;
}

interface Leaf {
  readonly x: number;
  readonly y: number;
  readonly radius: number;
  readonly level: number;
}

/** Its edge is a pixel wide, its level rises a little from left to right. */
function cover({ width, height, levels }: Canvas, { x, y, radius, level }: Leaf): void {
  const [left, right] = [Math.max(0, Math.floor(x - radius)), Math.min(width, x + radius + 1)];
  const [top, bottom] = [Math.max(0, Math.floor(y - radius)), Math.min(height, y + radius + 1)];
  for (let row = top; row < bottom; row++) {
    for (let column = left; column < right; column++) {
      const share = Math.min(Math.max(radius + 0.5 - Math.hypot(column - x, row - y), 0), 1);
      const at = row * width + column;
      const below = levels[at] ?? 0;
      levels[at] = below + share * (level + (0.3 * (column - x)) / 2 - below);
    }
  }
}

/** In [0, 1), the same in each run: linear congruential, Numerical Recipes. */
function numbers(): () => number {
  let state = 1;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
