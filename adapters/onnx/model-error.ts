/** The model's files are not what they must be. Nothing can be scanned and a retry reads the same files. */
export class ModelError extends Error {
  override readonly name = "ModelError";
}
