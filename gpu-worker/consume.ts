import { sleep } from "../adapters/clock/sleep.ts";
import type { BusySignal, MessageQueue, QueuedMessage } from "../core/ports.ts";
import { CircuitBreaker } from "./circuit-breaker.ts";
import { type HandleMessageDeps, makeHandleMessage } from "./handle-message.ts";
import { HeldMessage } from "./held-message.ts";
import { InFlightMessages } from "./in-flight.ts";
import type { PollWatch } from "./poll-watch.ts";

export interface ConsumerDeps extends HandleMessageDeps {
  readonly queue: MessageQueue;
  /** @default nobody is told */
  readonly busy?: BusySignal;
  /** @default polls may fail for ever */
  readonly polls?: PollWatch;
  readonly settings: ConsumerSettings;
}

export interface ConsumerSettings {
  /** Messages at once: while one image is in the network, the others are fetched and decoded. */
  readonly maxInFlight: number;
  /** How long the queue hides a message from others after a sign of life. */
  readonly visibilitySeconds: number;
  /** Deliveries after which the queue makes a message a dead letter. */
  readonly maxDeliveries: number;
  /** Longest that one scan may take. */
  readonly scanTimeoutMs: number;
  /** How long a drain waits for what is in hand, before it gives that back too. */
  readonly drainTimeoutMs: number;
}

/** Consumes until `drain` aborts; resolves when nothing is in hand any more. */
export type Consumer = (drain: AbortSignal) => Promise<void>;

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ReceiveMessage.html */
const MAX_PER_RECEIVE = 10;
const LONG_POLL_SECONDS = 20;
const FIRST_RETRY_MS = 1_000;
const LAST_RETRY_MS = 30_000;

/**
 * Long-polls for as many messages as there are hands free. Each is handled by itself, so that none
 * waits behind a slow or broken one in this process. One that came back is handled alone: whatever it
 * did to this process, it does to no other message. While most fail for reasons of ours, it pauses.
 */
export function makeConsumer(deps: ConsumerDeps): Consumer {
  const { maxInFlight, visibilitySeconds, drainTimeoutMs } = deps.settings;
  const handle = makeHandleMessage(deps);
  return async (drain) => {
    const inHand = new InFlightMessages(drain);
    const breaker = new CircuitBreaker(deps.clock);
    const receive = makeReceive(deps, drain);
    const work = async (held: HeldMessage) => breaker.report((await handle(held)) === "failed");
    // A message may have been on its way here when the drain began.
    const take = (held: HeldMessage) =>
      inHand.add(held, drain.aborted ? held.release(0) : work(held));
    const takeAlone = async (held: HeldMessage) => {
      await inHand.idle();
      take(held);
      await inHand.idle();
    };
    const takeAll = async (messages: readonly QueuedMessage[]) => {
      // Held at once, each with its sign of life: what waits for its turn must not show up elsewhere.
      const held = messages.map((message) => new HeldMessage(message, deps, visibilitySeconds));
      const isFirst = ({ message }: HeldMessage) => message.receiveCount === 1;
      held.filter(isFirst).forEach(take);
      for (const again of held.filter((one) => !isFirst(one))) await takeAlone(again);
    };
    while (!drain.aborted) {
      const free = Math.min(maxInFlight, breaker.limit()) - inHand.size;
      const pauseMs = breaker.waitMs();
      if (pauseMs > 0) await pause(deps, pauseMs, drain);
      else if (free <= 0) await inHand.change();
      else await takeAll(await receive(free));
      // Idle only after a poll that brought nothing: not between one image and the next.
      await deps.busy?.report(inHand.size > 0);
    }
    await inHand.finish(drainTimeoutMs);
  };
}

async function pause({ telemetry }: ConsumerDeps, pauseMs: number, drain: AbortSignal) {
  telemetry.log("error", "worker-paused", { pauseMs });
  telemetry.metric("WorkerPaused", 1);
  await sleep(pauseMs, drain);
}

/** One long poll. A queue that cannot be reached is tried again, ever more slowly. */
function makeReceive({ queue, polls, telemetry, settings }: ConsumerDeps, drain: AbortSignal) {
  let retryMs = FIRST_RETRY_MS;
  return async (free: number): Promise<readonly QueuedMessage[]> => {
    try {
      const messages = await queue.receive({
        maxMessages: Math.min(free, MAX_PER_RECEIVE),
        waitSeconds: LONG_POLL_SECONDS,
        visibilitySeconds: settings.visibilitySeconds,
        signal: drain,
      });
      retryMs = FIRST_RETRY_MS;
      await polls?.succeeded();
      return messages;
    } catch (error) {
      telemetry.log("error", "receive-failed", { error, retryMs });
      telemetry.metric("ReceiveFailed", 1);
      polls?.failed();
      await sleep(retryMs, drain);
      retryMs = Math.min(2 * retryMs, LAST_RETRY_MS);
      return [];
    }
  };
}
