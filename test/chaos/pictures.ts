import type { Random } from "../fuzz/mutate.ts";
import { BLACK, flat } from "../helpers/pictures.ts";

/** What an undisturbed scan must make of it. */
export type Outcome = "scanned" | "corrupt" | "too_small";

export interface Picture {
  readonly bytes: Buffer;
  readonly outcome: Outcome;
}

/** In percent of all pictures. */
const CORRUPT = 6;
const TOO_SMALL = 4;
const FORMATS = ["png", "jpeg", "webp"] as const;

/** A rectangle of some red on black, hardly ever the same twice: one that is taken for another shows. */
export async function drawPicture(random: Random): Promise<Picture> {
  const lot = random(100);
  if (lot < TOO_SMALL) {
    const small = flat(8 + random(20), 8 + random(20), "#402010");
    return { bytes: await small.png().toBuffer(), outcome: "too_small" };
  }
  const [width, height] = [40 + random(300), 40 + random(300)];
  const format = FORMATS[random(FORMATS.length)] ?? "png";
  const bytes = await flat(width, height, BLACK)
    .composite([{ input: await redBlock(width, height, random), left: random(9), top: random(9) }])
    .toFormat(format)
    .toBuffer();
  if (lot >= TOO_SMALL + CORRUPT) return { bytes, outcome: "scanned" };
  return { bytes: bytes.subarray(0, bytes.length >> 1), outcome: "corrupt" };
}

function redBlock(width: number, height: number, random: Random): Promise<Buffer> {
  const red = `rgb(${random(256)}, 0, 0)`;
  const block = flat(10 + random(width - 20), 10 + random(height - 20), red);
  return block.png().toBuffer();
}
