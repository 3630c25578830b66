import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { intactFiles, makeRandom, mutate } from "../fuzz/mutate.ts";
import { imageFixture } from "../helpers/fixtures.ts";

/** Gives one file after another, without end. */
export type ImageSource = () => Buffer;

const PHOTOGRAPHS = "samples";
/** Between 1 and 12 megapixels, of every kind. */
const LARGE = [
  "jpeg-12mp-progressive.jpg",
  "jpeg-cmyk-icc.jpg",
  "jpeg-exif-6.jpg",
  "png-16bit.png",
  "png-alpha.png",
  "avif.avif",
  "gif-animated.gif",
  "webp-alpha.webp",
  "tiff-grey16.tif",
];

/**
 * Mostly small files of every format, photographs, now and then a large image; one in ten of them is
 * broken. The same seed gives the same files.
 */
export async function makeImageSource(seed: number): Promise<ImageSource> {
  const random = makeRandom(seed);
  const pick = (files: readonly Buffer[]) => files[random(files.length)] ?? Buffer.alloc(0);
  const small = await intactFiles();
  const names = (await readdir(PHOTOGRAPHS)).filter((name) => name.endsWith(".jpg")).sort();
  const photographs = await Promise.all(names.map((name) => readFile(join(PHOTOGRAPHS, name))));
  const large = await Promise.all(LARGE.map(imageFixture));
  return () => {
    const share = random(40);
    const file = pick(share === 0 ? large : share <= 10 ? photographs : small);
    return random(10) === 0 ? mutate(file, pick(small), random) : file;
  };
}
