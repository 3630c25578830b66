import { z } from "zod";

/** Sniffed from the bytes; neither the key's ending nor the content type is believed. */
export const ImageFormat = z.enum(["jpeg", "png", "webp", "avif", "gif", "tiff", "heic", "bmp"]);
export type ImageFormat = z.infer<typeof ImageFormat>;

/** Of a file with several pages or frames: which one was scanned, counted from 1, and how many there are. */
export const ScannedPages = z.strictObject({
  scanned: z.int().positive(),
  count: z.int().min(2),
});
export type ScannedPages = z.infer<typeof ScannedPages>;

/** `width` and `height` in pixels after EXIF orientation is applied: the grid of the mask and of all regions. */
export const ImageFacts = z.strictObject({
  width: z.int().positive(),
  height: z.int().positive(),
  format: ImageFormat,
  sizeBytes: z.int().positive(),
  /** Absent where there is one, and before version 4. */
  pages: ScannedPages.exactOptional(),
});
export type ImageFacts = z.infer<typeof ImageFacts>;
