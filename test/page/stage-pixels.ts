import type { Page } from "playwright-core";
import sharp from "sharp";

/** What a part of the screen shows. */
export interface Shot {
  readonly width: number;
  readonly height: number;
  /** R, G, B of each pixel, row by row. */
  readonly rgb: Uint8Array;
}

/** The window in which the picture lies, as it is on the screen. */
export async function shotOfStage(page: Page): Promise<Shot> {
  await page.locator(".zoom").evaluate((buttons) => {
    if (buttons instanceof HTMLElement) buttons.style.visibility = "hidden";
  });
  const png = await page.locator(".stage").screenshot();
  const { data, info } = await sharp(png).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, rgb: data };
}

/** Where the picture lies in that window, in its pixels. */
export async function pictureBox(page: Page) {
  const [stage, layers] = await Promise.all(
    [".stage", ".layers"].map((name) => page.locator(name).boundingBox()),
  );
  if (stage == null || layers == null) throw new Error("no picture is shown");
  return {
    x: layers.x - stage.x,
    y: layers.y - stage.y,
    width: layers.width,
    height: layers.height,
  };
}

/** One for each pixel that is not the same in both. */
export function changedPixels(a: Shot, b: Shot): Uint8Array {
  const changed = new Uint8Array(a.width * a.height);
  for (const at of changed.keys()) {
    const differs = [0, 1, 2].some(
      (channel) => Math.abs((a.rgb[3 * at + channel] ?? 0) - (b.rgb[3 * at + channel] ?? 0)) > 20,
    );
    changed[at] = Number(differs);
  }
  return changed;
}

/** One for each pixel of the window on which the mask says "manipulated". */
export async function maskOnStage(
  mask: Buffer,
  { width, height }: Shot,
  box: Awaited<ReturnType<typeof pictureBox>>,
): Promise<Uint8Array> {
  const { data, info } = await sharp(mask)
    .toColourspace("b-w")
    .raw()
    .toBuffer({ resolveWithObject: true });
  const placed = new Uint8Array(width * height);
  for (const at of placed.keys()) {
    const x = Math.floor((((at % width) + 0.5 - box.x) / box.width) * info.width);
    const y = Math.floor(((Math.floor(at / width) + 0.5 - box.y) / box.height) * info.height);
    const isInside = x >= 0 && y >= 0 && x < info.width && y < info.height;
    placed[at] = Number(isInside && (data[y * info.width + x] ?? 0) >= 128);
  }
  return placed;
}

/** Intersection over union. */
export function overlap(a: Uint8Array, b: Uint8Array): number {
  let [both, either] = [0, 0];
  for (const [at, value] of a.entries()) {
    both += Number(value === 1 && b[at] === 1);
    either += Number(value === 1 || b[at] === 1);
  }
  return either === 0 ? 1 : both / either;
}
