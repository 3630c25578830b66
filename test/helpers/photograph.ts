import sharp, { type Sharp } from "sharp";

/** Small and fast: T. Chauvin's mulberry32. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Amplitudes and wave lengths in pixels: coarse shapes are strong, fine ones weak, as in photographs. */
const WAVES = [
  { levels: 50, pixels: 97 },
  { levels: 25, pixels: 31 },
  { levels: 14, pixels: 13 },
  { levels: 9, pixels: 6.1 },
];
const NOISE_LEVELS = 12;

/** Colours with shapes, texture and noise, and no history; the same for the same seed. */
export function photograph(width: number, height: number, seed = 1): Sharp {
  const random = randomFrom(seed);
  const waves = WAVES.map((wave) => ({ ...wave, turn: random() * Math.PI, at: random() * 7 }));
  const pixels = new Uint8ClampedArray(width * height * 3);
  for (let i = 0; i < width * height; i++) {
    const [x, y] = [i % width, Math.floor(i / width)];
    const level = waves.reduce((sum, { levels, pixels: length, turn, at }) => {
      const along = x * Math.cos(turn) + y * Math.sin(turn);
      return sum + levels * Math.sin((along * 2 * Math.PI) / length + at);
    }, 120);
    const noise = NOISE_LEVELS * (random() + random() - 1);
    pixels[3 * i] = level + noise + 20 * Math.sin(x / 4) * Math.cos(y / 3);
    pixels[3 * i + 1] = level + noise;
    pixels[3 * i + 2] = level + noise - 25 * Math.cos(y / 5);
  }
  return sharp(pixels, { raw: { width, height, channels: 3 } });
}

/** `picture` as a JPEG with the tables of ITU-T T.81, annex K, and colour at full size. */
export const saved = (picture: Sharp, quality: number): Promise<Buffer> =>
  picture.jpeg({ quality, chromaSubsampling: "4:4:4" }).toBuffer();
