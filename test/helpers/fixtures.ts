import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import sharp from "sharp";
import { z } from "zod";
import { CopyAcceptance } from "../../core/contracts/model-manifest.ts";

const FIXTURES = new URL("../fixtures/", import.meta.url);

/** A network whose probability is the red value of a pixel / 255; its input side is 32. */
export const TINY_MODEL_DIRECTORY = fileURLToPath(new URL("tiny-model/", FIXTURES));

/** A network of history whose probability is the brightness of a cell. */
const TINY_TILES_FOLDER = new URL("tiny-tiles/", FIXTURES);
export const TINY_TILES = {
  featuresPath: fileURLToPath(new URL("features.onnx", TINY_TILES_FOLDER)),
  decisionPath: fileURLToPath(new URL("decision.onnx", TINY_TILES_FOLDER)),
};
export const TINY_HISTORY_PATH = fileURLToPath(new URL("tiny-history/history.onnx", FIXTURES));

/** The graph of features by which copies are found, as it is shipped. */
export const COPY_FEATURES_PATH = fileURLToPath(
  new URL("../../model/weights/copy-features.onnx", import.meta.url),
);

const shippedManifest = await readFile(
  new URL("../../model/weights/manifest.json", import.meta.url),
  "utf8",
);

/** How pairs of copies are judged by the model that is shipped. */
export const COPY_ACCEPTANCE = CopyAcceptance.parse(JSON.parse(shippedManifest).copies.acceptance);

/** The same network with external data: `model.onnx.data` holds the 255, once a pixel. */
export const EXTERNAL_MODEL_DIRECTORY = fileURLToPath(new URL("tiny-external-model/", FIXTURES));

/** Manipulated images with masks and authentic ones; `golden.json` is Python's evaluation of the tiny model. */
export const LABELLED_SET_DIRECTORY = fileURLToPath(new URL("labelled-set/", FIXTURES));

const Index = z.strictObject({
  size: z.int(),
  images: z.record(z.string(), z.strictObject({ width: z.int(), height: z.int() })),
});

/**
 * `size`: side of the goldens, in pixels. `images`: file name → width and height after EXIF
 * orientation, as Python's decoder says.
 */
export const GOLDENS = Index.parse(
  JSON.parse(await readFile(new URL("goldens/goldens.json", FIXTURES), "utf8")),
);

/** Images of every format and of unusual colours, as `imageFixture` names them. */
export const ODD_IMAGES = [
  "jpeg-cmyk.jpg",
  "jpeg-grey.jpg",
  "jpeg-display-p3.jpg",
  "png-16bit.png",
  "png-grey-alpha.png",
  "png-palette.png",
  "tiff-grey16.tif",
  "webp-animated.webp",
  "avif-10bit.avif",
  "gif-animated.gif",
] as const;

export function imageFixture(name: string): Promise<Buffer> {
  return readFile(new URL(`images/${name}`, FIXTURES));
}

/** R G B of every pixel that Python's decoder gives the network. */
export async function goldenPixels(name: string): Promise<Uint8Array> {
  return sharp(await readFile(new URL(`goldens/${name}.png`, FIXTURES)))
    .raw()
    .toBuffer();
}

/** How far two images are from each other, in steps of 255. */
export function differenceOf(a: Uint8Array, b: Uint8Array) {
  if (a.length !== b.length) throw new RangeError(`${a.length} and ${b.length} values`);
  let [absolute, squared, max] = [0, 0, 0];
  for (const [index, value] of a.entries()) {
    const difference = Math.abs(value - (b[index] ?? 0));
    absolute += difference;
    squared += difference ** 2;
    max = Math.max(max, difference);
  }
  return { mean: absolute / a.length, rmse: Math.sqrt(squared / a.length), max };
}

const OddIndex = z.record(
  z.string(),
  z.strictObject({ outcome: z.string(), pages: z.int().min(2).optional() }),
);

/**
 * Files that are damaged or odd: what must become of each. `outcome` is the code of a reason, or of one
 * that is scanned the file with the same pixels; `pages`: how many there are, the first of which is scanned.
 */
export const ODD_FILES = OddIndex.parse(
  JSON.parse(await readFile(new URL("odd/odd.json", FIXTURES), "utf8")),
);

export function oddFile(name: string): Promise<Buffer> {
  return readFile(new URL(`odd/${name}`, FIXTURES));
}
