import { expect, it, vi } from "vitest";
import { type BatchHandler, handleEach } from "../../../lambdas/handle-each.ts";
import { startEventSource } from "../../../local/cloud/event-source.ts";
import { FakeMessageQueue } from "../../helpers/doubles/fake-message-queue.ts";
import { RecordedTelemetry } from "../../helpers/doubles/recorded-telemetry.ts";

const MAX_DELIVERIES = 2;

function start(queue: FakeMessageQueue, handler: BatchHandler) {
  const telemetry = new RecordedTelemetry();
  const source = startEventSource({ queue, handler, visibilitySeconds: 0, telemetry });
  return { source, telemetry };
}

it("deletes what was handled, and delivers again what the handler named as failed", async () => {
  const queue = new FakeMessageQueue(MAX_DELIVERIES);
  for (let i = 0; i < 25; i++) queue.put(i === 3 ? "bad" : "good");
  let good = 0;
  const handler = handleEach(new RecordedTelemetry(), async (body) => {
    if (body === "bad") throw new Error("cannot be handled");
    good++;
  });
  const { source } = start(queue, handler);
  await vi.waitFor(() => expect(queue.bodies).toEqual([]), 5000);
  await source.drain();
  expect({ good, deadLetters: queue.deadLetters }).toEqual({ good: 24, deadLetters: ["bad"] });
});

it("delivers the whole batch again when the handler throws", async () => {
  const queue = new FakeMessageQueue(MAX_DELIVERIES);
  queue.put("a");
  queue.put("b");
  const { source, telemetry } = start(queue, async () => {
    throw new Error("out of memory");
  });
  await vi.waitFor(() => expect(queue.deadLetters).toEqual(["a", "b"]), 5000);
  await source.drain();
  expect(telemetry.errors).toEqual(["batch-failed", "batch-failed"]);
});

it("goes on when the queue answers again", async () => {
  const queue = new FakeMessageQueue(MAX_DELIVERIES);
  queue.outage = new Error("connection refused");
  const handled: string[] = [];
  const handler = handleEach(new RecordedTelemetry(), async (body) => void handled.push(body));
  const { source, telemetry } = start(queue, handler);
  await vi.waitFor(() => expect(telemetry.errors).toEqual(["receive-failed"]), 5000);
  queue.outage = undefined;
  queue.put("late");
  await vi.waitFor(() => expect(handled).toEqual(["late"]), 5000);
  await source.drain();
});

it("drains: takes what is in the queue to the handler before it stops", async () => {
  const queue = new FakeMessageQueue(MAX_DELIVERIES);
  let release = () => {};
  const first = new Promise<void>((resolve) => {
    release = resolve;
  });
  const handled: string[] = [];
  const handler = handleEach(new RecordedTelemetry(), async (body) => {
    await first;
    handled.push(body);
  });
  queue.put("in hand");
  const { source } = start(queue, handler);
  const drained = source.drain();
  queue.put("waiting");
  release();
  await drained;
  expect(handled).toEqual(["in hand", "waiting"]);
});
