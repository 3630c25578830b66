import { setTimeout as sleep } from "node:timers/promises";
import type { MessageQueue, Telemetry } from "../../core/ports.ts";
import type { BatchHandler } from "../../lambdas/handle-each.ts";

export interface EventSourceOptions {
  readonly queue: MessageQueue;
  readonly handler: BatchHandler;
  readonly visibilitySeconds: number;
  readonly telemetry: Telemetry;
}

export interface EventSource {
  /** Takes what is in the queue now to the handler, then stops. */
  drain(): Promise<void>;
}

const BATCH_SIZE = 10;
const LONG_POLL_SECONDS = 20;
const RETRY_MS = 1000;

/**
 * What Lambda's event source mapping does: long-polls, calls the handler with a batch, deletes what
 * the handler did not name as failed. The rest comes back after its visibility timeout, and so does
 * the whole batch when the handler throws.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
 */
export function startEventSource(options: EventSourceOptions): EventSource {
  const draining = new AbortController();
  const polling = poll(options, draining.signal);
  return {
    async drain() {
      draining.abort();
      await polling;
      while ((await deliver(options, 0)) > 0);
    },
  };
}

async function poll(options: EventSourceOptions, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      await deliver(options, LONG_POLL_SECONDS, signal);
    } catch (error) {
      options.telemetry.log("error", "receive-failed", { error });
      await sleep(RETRY_MS, undefined, { signal }).catch(() => {});
    }
  }
}

/** @returns the number of messages there were. @throws when the queue cannot be reached. */
async function deliver(
  options: EventSourceOptions,
  waitSeconds: number,
  signal?: AbortSignal,
): Promise<number> {
  const { queue, handler, visibilitySeconds, telemetry } = options;
  const messages = await queue.receive({
    maxMessages: BATCH_SIZE,
    waitSeconds,
    visibilitySeconds,
    ...(signal && { signal }),
  });
  if (messages.length === 0) return 0;
  try {
    const Records = messages.map(({ id: messageId, body }) => ({ messageId, body }));
    const { batchItemFailures } = await handler({ Records });
    const failed = new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
    const done = messages.filter(({ id }) => !failed.has(id));
    await Promise.all(done.map(({ receipt }) => queue.delete(receipt)));
  } catch (error) {
    telemetry.log("error", "batch-failed", { messages: messages.length, error });
  }
  return messages.length;
}
