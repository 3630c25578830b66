import { mkdir, readdir } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import sharp from "sharp";

const SAMPLES = fileURLToPath(new URL("../../samples", import.meta.url));
const JPEG_QUALITY = 90;
/** Of the grain: a picture that was enlarged has less to decode than one from a camera. */
const GRAIN = { mean: 0, sigma: 8 } as const;

export interface BenchPictures {
  readonly folder: string;
  readonly files: string[];
}

/** The samples as photographs of so many megapixels, with the grain of a camera, as JPEGs. */
export async function writePictures(
  parent: string,
  megapixels: number,
  count: number,
): Promise<BenchPictures> {
  const folder = join(parent, `${megapixels}-mp`);
  await mkdir(folder, { recursive: true });
  const samples = (await readdir(SAMPLES)).filter((name) => name.endsWith(".jpg")).sort();
  const files: string[] = [];
  for (let index = 0; index < count; index++) {
    const sample = samples[index % samples.length] ?? "";
    const file = `${index}-${sample}`;
    await enlarge(join(SAMPLES, sample), megapixels, join(folder, file));
    files.push(file);
  }
  return { folder, files };
}

async function enlarge(from: string, megapixels: number, to: string): Promise<void> {
  const { width, height } = await sharp(from).metadata();
  const scale = Math.sqrt((megapixels * 1e6) / (width * height));
  const size = { width: Math.round(width * scale), height: Math.round(height * scale) };
  const noise = { type: "gaussian", ...GRAIN } as const;
  const grain = { create: { ...size, channels: 3, background: "black", noise } } as const;
  await sharp(from)
    .resize({ ...size, fit: "fill" })
    .composite([{ input: await sharp(grain).png().toBuffer(), blend: "add" }])
    .jpeg({ quality: JPEG_QUALITY })
    .toFile(to);
}
