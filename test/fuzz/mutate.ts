import sharp from "sharp";
import { imageFixture, oddFile } from "../helpers/fixtures.ts";

/** Whole numbers from 0 below `end`, the same for the same seed. */
export type Random = (end: number) => number;

/** xorshift32. https://www.jstatsoft.org/article/view/v008i14 */
export function makeRandom(seed: number): Random {
  let state = seed >>> 0 || 1;
  return (end) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % end;
  };
}

/** One intact file of each kind that is accepted. */
export async function intactFiles(): Promise<Buffer[]> {
  const [width, height] = [120, 90];
  const noise = makeRandom(7);
  const rgb = Buffer.from(
    Array.from({ length: width * height * 3 }, (_, i) => (i + noise(64)) % 256),
  );
  const picture = () => sharp(rgb, { raw: { width, height, channels: 3 } });
  const alpha = () => picture().ensureAlpha(0.5);
  return Promise.all([
    picture().jpeg().toBuffer(),
    picture().jpeg({ progressive: true }).withMetadata({ orientation: 6 }).toBuffer(),
    picture().toColourspace("cmyk").jpeg().withMetadata({ orientation: 7 }).toBuffer(),
    picture().png().toBuffer(),
    alpha().png({ palette: true }).toBuffer(),
    picture().toColourspace("rgb16").png({ progressive: true }).toBuffer(),
    picture().webp().withMetadata({ orientation: 3 }).toBuffer(),
    alpha().webp({ lossless: true }).toBuffer(),
    picture().avif({ effort: 0 }).toBuffer(),
    picture().gif().toBuffer(),
    picture().tiff({ compression: "lzw" }).toBuffer(),
    picture().tiff({ compression: "jpeg", tile: true }).toBuffer(),
    imageFixture("heic-alpha.heic"),
    oddFile("picture.bmp"),
    oddFile("palette.bmp"),
    oddFile("alpha.bmp"),
  ]);
}

/** A broken copy: bits turned, cut off, a piece of another file laid in, or lies in its header. */
export function mutate(file: Buffer, other: Buffer, random: Random): Buffer {
  const copy = Buffer.from(file);
  const put = (end: number) => {
    const at = random(end);
    copy[at] = random(256);
  };
  switch (random(5)) {
    case 0:
      for (let count = 1 + random(8); count > 0; count--) {
        const at = random(copy.length);
        copy[at] = (copy[at] ?? 0) ^ (1 << random(8));
      }
      return copy;
    case 1:
      return copy.subarray(0, random(copy.length));
    case 2: {
      const from = random(other.length);
      const piece = other.subarray(from, from + 1 + random(200));
      const at = random(copy.length);
      return Buffer.concat([copy.subarray(0, at), piece, copy.subarray(at + random(200))]);
    }
    case 3:
      for (let count = 1 + random(3); count > 0; count--) put(Math.min(64, copy.length));
      return copy;
    default:
      // Late in the file, where decoders have stopped looking for lies.
      for (let count = 1 + random(4); count > 0; count--) {
        const at = (copy.length >> 1) + random(copy.length >> 1);
        copy[at] = random(256);
      }
      return copy;
  }
}
