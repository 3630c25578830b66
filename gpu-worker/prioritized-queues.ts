import type { MessageQueue, QueuedMessage, ReceiveOptions, Telemetry } from "../core/ports.ts";

/**
 * How long a message of the second queue may wait for a poll of the first to end. An idle worker then asks
 * 30 times a minute, which costs half a US dollar a month: about what a GPU costs in an hour.
 */
const SLICE_SECONDS = 5;
const MARKS = ["first", "then"] as const;
type Mark = (typeof MARKS)[number];

/**
 * Two queues as one: a message of `then` comes only when `first` has just been asked and had none.
 *
 * A poll that does not wait asks some of SQS's servers and may miss a message, which then has its turn at
 * the next one. A `then` that cannot be read is logged and counted, and `first` is served as if it were empty; of
 * `first`, the error passes.
 */
export function makePrioritizedQueues(
  first: MessageQueue,
  then: MessageQueue,
  telemetry: Pick<Telemetry, "log" | "metric">,
): MessageQueue {
  const queues = { first, then } as const;
  const receiveFrom = async (mark: Mark, options: ReceiveOptions) =>
    (await queues[mark].receive(options)).map((message) => marked(mark, message));
  const receiveThen = (options: ReceiveOptions) =>
    receiveFrom("then", options).catch((error: unknown): QueuedMessage[] => {
      telemetry.log("error", "second-queue-failed", { error });
      telemetry.metric("ReceiveFailed", 1);
      return [];
    });
  return {
    receive: async (options) => {
      const atOnce = { ...options, waitSeconds: 0 };
      let messages = await receiveFrom("first", atOnce);
      let leftSeconds = options.waitSeconds;
      while (messages.length === 0 && !options.signal?.aborted) {
        messages = await receiveThen(atOnce);
        if (messages.length > 0 || leftSeconds <= 0 || options.signal?.aborted) break;
        const waitSeconds = Math.min(leftSeconds, SLICE_SECONDS);
        messages = await receiveFrom("first", { ...options, waitSeconds });
        leftSeconds -= waitSeconds;
      }
      return messages;
    },
    delete: async (receipt) => {
      const { mark, own } = unmarked(receipt);
      await queues[mark].delete(own);
    },
    extend: async (receipt, visibilitySeconds) => {
      const { mark, own } = unmarked(receipt);
      await queues[mark].extend(own, visibilitySeconds);
    },
  };
}

/** The receipt itself says where it goes back to: one that never does leaves nothing behind here. */
function marked(mark: Mark, message: QueuedMessage): QueuedMessage {
  return { ...message, receipt: `${mark}:${message.receipt}` };
}

function unmarked(receipt: string): { mark: Mark; own: string } {
  const mark = MARKS.find((candidate) => receipt.startsWith(`${candidate}:`));
  if (mark !== undefined) return { mark, own: receipt.slice(mark.length + 1) };
  const expected = MARKS.map((candidate) => `"${candidate}:"`).join(" or ");
  throw new TypeError(`expected a receipt that begins with ${expected}, received "${receipt}"`);
}
