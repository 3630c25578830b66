import { type ScanError, scanError } from "../contracts/reasons.ts";

/**
 * Why there is no scan when an endpoint gives `reason`: nobody took the job in time, or the endpoint
 * failed. Either may pass with a redrive.
 *
 * Assumption: of the first SageMaker says that it "expired", or names the TTL; AWS does not document
 * the words. A job that took too long is expired, too, in the words of InvokeEndpointAsync.
 */
export function invocationErrorOf(reason: string, waitedSeconds: number): ScanError {
  if (/expired|\bTTL\b/i.test(reason)) return scanError("expired", { waitedSeconds });
  return scanError("poison", { receiveCount: 1, lastError: reason });
}
