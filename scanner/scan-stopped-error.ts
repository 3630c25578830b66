/** The caller's signal came before the scan had ended. It says nothing of the image: scan it again. */
export class ScanStoppedError extends Error {
  override readonly name = "ScanStoppedError";
  readonly retryable = true;

  /** @param reason of the signal: a TimeoutError where it was one of time. */
  constructor(reason: unknown) {
    super(`Expected a scan, received a signal to stop: ${reason}. Scan the image again.`, {
      cause: reason,
    });
  }
}
