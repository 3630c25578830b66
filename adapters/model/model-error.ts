/** The model's files cannot be had, or are not what they must be. Nothing can be scanned. */
export class ModelError extends Error {
  override readonly name = "ModelError";
}

/** The processor runs the model, the provider that was asked for does not: the machine is at fault. */
export class ProviderError extends Error {
  override readonly name = "ProviderError";
}
