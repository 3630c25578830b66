/** The system cannot start, and the person at the keyboard can change that: the message says how. */
export class StartError extends Error {
  override readonly name = "StartError";
}

/** The `code` of a system error, however deep it lies. */
export function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const inner = codeOf(error.cause);
  if (inner !== undefined) return inner;
  return "code" in error && typeof error.code === "string" ? error.code : undefined;
}
