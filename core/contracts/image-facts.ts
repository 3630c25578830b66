import { z } from "zod";

/** Sniffed from the bytes; neither the key's ending nor the content type is believed. */
export const ImageFormat = z.enum(["jpeg", "png", "webp", "avif", "gif", "tiff", "heic"]);
export type ImageFormat = z.infer<typeof ImageFormat>;

/** `width` and `height` in pixels after EXIF orientation is applied: the grid of the mask and of all regions. */
export const ImageFacts = z.strictObject({
  width: z.int().positive(),
  height: z.int().positive(),
  format: ImageFormat,
  sizeBytes: z.int().positive(),
});
export type ImageFacts = z.infer<typeof ImageFacts>;
