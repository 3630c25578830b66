/** What stands for the truth about an image cannot be that. */
export class MaskError extends Error {
  override readonly name = "MaskError";
}
