import { sleep } from "../adapters/clock/sleep.ts";
import { MessageError } from "../core/contracts/reasons.ts";
import { makeScanMessage, type ScanMessageDeps } from "../core/scan/scan-message.ts";
import type { HeldMessage } from "./held-message.ts";

export interface HandleMessageDeps extends Omit<ScanMessageDeps, "sleep" | "scanTimeoutMs"> {
  readonly settings: { readonly maxDeliveries: number; readonly scanTimeoutMs: number };
}

const MAX_BACKOFF_SECONDS = 300;

/** `rejected`: the message is at fault. `failed`: something of ours may be. */
export type Outcome = "done" | "rejected" | "failed";

/** Deletes the message once its results are durable; else gives it back, ever later. */
export function makeHandleMessage(deps: HandleMessageDeps) {
  const { telemetry, settings } = deps;
  const scanMessage = makeScanMessage({ ...deps, sleep, scanTimeoutMs: settings.scanTimeoutMs });
  return async (held: HeldMessage): Promise<Outcome> => {
    const { id: messageId, receiveCount } = held.message;
    const isLast = receiveCount >= settings.maxDeliveries;
    try {
      await scanMessage(held.message, { isLast });
      await held.delete();
      return "done";
    } catch (error) {
      const rejected = error instanceof MessageError;
      // No delay for what waiting cannot change: dead letters have their own consumer.
      const retrySeconds = rejected || isLast ? 0 : backoffSeconds(receiveCount);
      const fields = { messageId, receiveCount, retrySeconds, error };
      telemetry.log("warn", "message-failed", fields);
      telemetry.metric(rejected ? "RejectedMessage" : "Retried", 1);
      await held.release(retrySeconds);
      return rejected ? "rejected" : "failed";
    }
  };
}

function backoffSeconds(receiveCount: number): number {
  return Math.min(2 ** receiveCount, MAX_BACKOFF_SECONDS);
}
