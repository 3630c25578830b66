import { ScanStoppedError } from "./scan-stopped-error.ts";

/**
 * What `work` comes to, unless the signal comes first. What was begun goes on behind it.
 *
 * @throws ScanStoppedError where the signal comes first, and what `work` throws.
 */
export async function untilStopped<T>(
  signal: AbortSignal | undefined,
  work: () => Promise<T>,
): Promise<T> {
  if (signal === undefined) return work();
  if (signal.aborted) throw new ScanStoppedError(signal.reason);
  return new Promise((resolve, reject) => {
    const stop = () => reject(new ScanStoppedError(signal.reason));
    signal.addEventListener("abort", stop, { once: true });
    const done = () => signal.removeEventListener("abort", stop);
    work().then(resolve, reject).finally(done);
  });
}
