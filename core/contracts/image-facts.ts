import { z } from "zod";

export const ImageFormat = z
  .enum(["jpeg", "png", "webp", "avif", "gif", "tiff", "heic", "bmp"])
  .describe("Read from the bytes; neither the key's ending nor the content type is believed.");
export type ImageFormat = z.infer<typeof ImageFormat>;

const ScannedPages = z.strictObject({
  scanned: z.int().positive().describe("Which one was scanned, counted from 1."),
  count: z.int().min(2).describe("How many there are, from 2 on."),
});
export type ScannedPages = z.infer<typeof ScannedPages>;

/** `width` and `height` are the grid of the mask and of all regions. */
export const ImageFacts = z
  .strictObject({
    width: z.int().positive().describe("Width in pixels after EXIF orientation is applied."),
    height: z.int().positive().describe("Height in pixels after EXIF orientation is applied."),
    format: ImageFormat,
    sizeBytes: z.int().positive().describe("Size of the file, in bytes."),
    pages: ScannedPages.exactOptional().describe(
      "Of a file with several pages or frames. Absent where there is one, and in what was scanned before version 4.",
    ),
  })
  .describe("What the file says of the picture.");
export type ImageFacts = z.infer<typeof ImageFacts>;
