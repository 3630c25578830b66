import { setTimeout as sleep } from "node:timers/promises";
import { expect, it } from "vitest";
import { requeue } from "../../../cli/system/requeue.ts";
import type { ScanJob } from "../../../core/contracts/scan-job.ts";
import { jobFor } from "../../helpers/builders.ts";

const KEYS = Array.from({ length: 100 }, (_, index) => `${index}.jpg`);

async function* items(keys: readonly string[] = KEYS) {
  yield* keys;
}

/** Each item becomes a job, after a while that differs; what the queue got, and when, is kept. */
function setUp(signal = new AbortController().signal) {
  const sent: string[] = [];
  const sentAtMs: number[] = [];
  const done: string[] = [];
  const send = async ({ object }: ScanJob) => {
    sentAtMs.push(performance.now());
    sent.push(object.key);
  };
  const decide = async (key: string) => {
    await sleep(Number.parseInt(key, 10) % 7);
    return { job: jobFor({ key }) };
  };
  const onDone = (key: string) => done.push(key);
  const jobs = { send };
  const options = { items: items(), decide, jobs, ratePerSecond: 1000, signal, onDone };
  return { sent, sentAtMs, done, options };
}

it("tells of the items in their order, each when it is on the queue", async () => {
  const { sent, done, options } = setUp();
  const onDone = (key: string) => {
    expect(sent).toContain(key);
    done.push(key);
  };
  const tally = await requeue({ ...options, onDone });
  expect(done).toEqual(KEYS);
  expect(sent.toSorted()).toEqual(KEYS.toSorted());
  expect(tally).toMatchObject({ items: 100, queued: 100 });
});

it("is never faster than its rate", async () => {
  const { sentAtMs, options } = setUp();
  await requeue({ ...options, items: items(KEYS.slice(0, 25)), ratePerSecond: 10 });
  for (const [index, atMs] of sentAtMs.entries()) {
    const tenBefore = sentAtMs[index - 10];
    // Timers may be a moment early.
    if (tenBefore !== undefined) expect(atMs - tenBefore).toBeGreaterThan(980);
  }
  expect(sentAtMs).toHaveLength(25);
});

it("takes no more once it is stopped, and finishes what it has begun", async () => {
  const stop = new AbortController();
  const { sent, done, options } = setUp(stop.signal);
  const onDone = (key: string) => {
    done.push(key);
    if (key === "10.jpg") stop.abort();
  };
  await requeue({ ...options, onDone });
  expect(done.length).toBeLessThan(KEYS.length);
  expect(done).toEqual(KEYS.slice(0, done.length));
  expect(sent.toSorted()).toEqual(done.toSorted());
});

it("an error ends it; what was told of before is on the queue", async () => {
  const { sent, done, options } = setUp();
  const decide = async (key: string) => {
    if (key === "40.jpg") throw new Error("the table is away");
    return options.decide(key);
  };
  await expect(requeue({ ...options, decide })).rejects.toThrow("the table is away");
  expect(done).toEqual(KEYS.slice(0, 40));
  expect(sent).toEqual(expect.arrayContaining(done));
});

it("without a queue it counts what would be sent, and why the rest would not", async () => {
  const { jobs: _, ...options } = setUp().options;
  const decide = async (key: string) =>
    key.startsWith("1") ? ({ notQueued: "hasVerdict" } as const) : options.decide(key);
  const { queued, notQueued } = await requeue({ ...options, decide });
  expect({ queued, hasVerdict: notQueued.hasVerdict }).toEqual({ queued: 89, hasVerdict: 11 });
});
