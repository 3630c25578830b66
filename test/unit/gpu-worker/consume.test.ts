// Longer than other files: every test drives the whole consumer through the one harness below.

import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { scanError } from "../../../core/contracts/reasons.ts";
import type { ScanResult } from "../../../core/contracts/scan-result.ts";
import { makeScanImage, type ScanImage } from "../../../core/scan/scan-image.ts";
import {
  type ConsumerDeps,
  type ConsumerSettings,
  makeConsumer,
} from "../../../gpu-worker/consume.ts";
import { deletedResult, jobFor, scannedResult } from "../../helpers/builders.ts";
import { FakeMessageQueue } from "../../helpers/doubles/fake-message-queue.ts";
import { fakeScan } from "../../helpers/doubles/fake-scan.ts";

const SETTINGS: ConsumerSettings = {
  maxInFlight: 3,
  visibilitySeconds: 30,
  maxDeliveries: 3,
  scanTimeoutMs: 120_000,
  drainTimeoutMs: 25_000,
};
const SECOND = 1000;

let queue: FakeMessageQueue;
let sent: ScanResult[];
let metrics: string[];
let drain: AbortController;
let stopped: Promise<void>;

beforeEach(() => {
  vi.useFakeTimers({ now: 0 });
  queue = new FakeMessageQueue(SETTINGS.maxDeliveries);
  [sent, metrics] = [[], []];
  drain = new AbortController();
});

afterEach(async () => {
  drain.abort();
  await vi.runAllTimersAsync();
  await stopped;
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
});

function start(deps: Partial<ConsumerDeps>, settings: Partial<ConsumerSettings> = {}): void {
  const consume = makeConsumer({
    queue,
    results: { send: async (result) => void sent.push(result) },
    scanImage: async (job) => scannedResult(job),
    resolveDeletion: async ({ object, target }) => deletedResult(object, target),
    clock: { now: () => new Date(), monotonicMs: () => Date.now() },
    telemetry: { log: () => {}, metric: (name) => void metrics.push(name) },
    maskBucket: "masks",
    settings: { ...SETTINGS, ...settings },
    ...deps,
  });
  stopped = consume(drain.signal);
}

const after = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
const jobs = (count: number) =>
  Array.from({ length: count }, (_, index) => jobFor({ key: `${index}.jpg` }));
const keysSent = () => sent.map((result) => ("job" in result ? result.job.object.key : "deleted"));

/** A scan that takes `ms` for the keys named, and none for the others. */
const slow =
  (ms: number, ...keys: string[]): ScanImage =>
  async (job) => {
    if (keys.includes(job.object.key)) await after(ms);
    return scannedResult(job);
  };

it("says that it is busy while it holds work, and idle after a poll that brought nothing", async () => {
  const reports: boolean[] = [];
  queue.put(jobFor());
  start({
    scanImage: slow(SECOND, jobFor().object.key),
    busy: { report: async (is) => void reports.push(is) },
  });
  await vi.advanceTimersByTimeAsync(60 * SECOND);
  expect([reports[0], reports.at(-1)]).toEqual([true, false]);
});

describe("a message", () => {
  it("is deleted once its result is sent, and not before", async () => {
    queue.put(jobFor());
    let left: string[] = [];
    const send = async (result: ScanResult) => {
      await after(SECOND);
      left = queue.bodies;
      sent.push(result);
    };
    start({ results: { send } });
    await vi.advanceTimersByTimeAsync(2 * SECOND);
    expect(sent).toEqual([scannedResult(jobFor())]);
    expect(left).toHaveLength(1);
    expect(queue.bodies).toEqual([]);
    expect(metrics).toEqual(["ScanTime"]);
  });

  it("about a deletion is passed on", async () => {
    const object = { key: "gone.jpg", sequencer: "0062F2" };
    const record = {
      eventName: "ObjectRemoved:Delete",
      s3: { bucket: { name: "uploads" }, object },
    };
    queue.put({ Records: [record] });
    start({});
    await vi.advanceTimersByTimeAsync(SECOND);
    expect(sent).toMatchObject([{ state: "deleted", deletion: { target: "object", object } }]);
    expect(queue.bodies).toEqual([]);
  });

  it("with nothing to do is counted and deleted", async () => {
    queue.put({ Event: "s3:TestEvent", Bucket: "uploads" });
    start({});
    await vi.advanceTimersByTimeAsync(SECOND);
    expect([sent, queue.bodies, metrics]).toEqual([[], [], ["IgnoredRecord"]]);
  });

  it("stays hidden as long as its scan takes, and is left alone afterwards", async () => {
    queue.put(jobFor());
    start({ scanImage: slow(95 * SECOND, jobFor().object.key) });
    await vi.advanceTimersByTimeAsync(96 * SECOND);
    expect(queue.extended).toEqual(
      Array.from({ length: 9 }, () => ({ receipt: "m1#1", seconds: 30 })),
    );
    await vi.advanceTimersByTimeAsync(100 * SECOND);
    expect(queue.extended).toHaveLength(9);
    expect(sent).toHaveLength(1);
  });
});

describe("a failure that may pass", () => {
  it("brings the message back, ever later, until it succeeds", async () => {
    queue.put(jobFor());
    const triedAt: number[] = [];
    const scanImage: ScanImage = async (job) => {
      triedAt.push(Date.now() / SECOND);
      if (triedAt.length < 3) throw new Error("connection reset");
      return scannedResult(job);
    };
    start({ scanImage });
    await vi.advanceTimersByTimeAsync(20 * SECOND);
    expect(triedAt).toEqual([0, 2, 6]);
    expect(sent).toHaveLength(1);
    expect(queue.bodies).toEqual([]);
    expect(metrics).toEqual(["Retried", "Retried", "ScanTime"]);
  });

  it("to send the result keeps the message", async () => {
    queue.put(jobFor());
    const send = vi.fn(async () => {
      throw new Error("queue unavailable");
    });
    start({ results: { send } });
    await vi.advanceTimersByTimeAsync(SECOND);
    expect(queue.bodies).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(60 * SECOND);
    expect(send).toHaveBeenCalledTimes(3);
    expect(queue.deadLetters).toEqual([JSON.stringify(jobFor())]);
  });

  it("to read the object is a verdict on the last delivery only", async () => {
    queue.put(jobFor());
    const get = vi.fn(async () => {
      throw scanError("access_denied", { action: "read" });
    });
    const scan = fakeScan();
    start({ scanImage: makeScanImage({ ...scan, reader: { ...scan.reader, get } }) });
    await vi.advanceTimersByTimeAsync(5 * SECOND);
    expect([get.mock.calls.length, sent]).toEqual([2, []]);
    await vi.advanceTimersByTimeAsync(5 * SECOND);
    expect(sent).toMatchObject([{ state: "failed", reason: { code: "access_denied" } }]);
    expect([queue.bodies, queue.deadLetters]).toEqual([[], []]);
  });

  it("to finish in time is retried, and a verdict on the last delivery", async () => {
    queue.put(jobFor());
    const scanImage = vi.fn<ScanImage>(() => new Promise(() => {}));
    start({ scanImage });
    await vi.advanceTimersByTimeAsync(SETTINGS.scanTimeoutMs + 10 * SECOND);
    expect([scanImage.mock.calls.length, sent]).toEqual([2, []]);
    await vi.advanceTimersByTimeAsync(2 * SETTINGS.scanTimeoutMs);
    expect(sent).toMatchObject([
      {
        state: "failed",
        reason: { code: "timeout" },
        timings: { totalMs: SETTINGS.scanTimeoutMs },
      },
    ]);
    expect(queue.bodies).toEqual([]);
  });

  it("to reach the queue is counted and tried again", async () => {
    queue.put(jobFor());
    queue.outage = new Error("queue unavailable");
    start({});
    await vi.advanceTimersByTimeAsync(10 * SECOND);
    expect(metrics).toEqual(Array(4).fill("ReceiveFailed"));
    queue.outage = undefined;
    await vi.advanceTimersByTimeAsync(30 * SECOND);
    expect(sent).toHaveLength(1);
  });
});

describe("what cannot be read", () => {
  it("becomes a dead letter, and holds nothing up", async () => {
    queue.put("{ poison");
    for (const job of jobs(5)) queue.put(job);
    start({}, { maxInFlight: 1 });
    await vi.advanceTimersByTimeAsync(SECOND);
    expect(keysSent()).toEqual(["0.jpg", "1.jpg", "2.jpg", "3.jpg", "4.jpg"]);
    expect([queue.bodies, queue.deadLetters]).toEqual([[], ["{ poison"]]);
    expect(metrics.filter((name) => name === "RejectedMessage")).toHaveLength(3);
  });

  it("does not cost the other records of its message their verdict", async () => {
    const record = (key: string) => ({
      eventName: "ObjectCreated:Put",
      s3: { bucket: { name: "uploads" }, object: { key, sequencer: "0062F1" } },
    });
    const body = JSON.stringify({ Records: [record("%E0%A4%A.jpg"), record("a.jpg")] });
    queue.put(body);
    start({});
    await vi.advanceTimersByTimeAsync(SECOND);
    expect(new Set(keysSent())).toEqual(new Set(["a.jpg"]));
    expect(queue.deadLetters).toEqual([body]);
  });

  it("and a record that fails for now does not keep the next one from its turn", async () => {
    const record = (key: string) => ({
      eventName: "ObjectCreated:Put",
      s3: { bucket: { name: "uploads" }, object: { key, sequencer: "0062F1" } },
    });
    queue.put({ Records: [record("bad.jpg"), record("good.jpg")] });
    const scanImage: ScanImage = async (job) => {
      if (job.object.key === "bad.jpg") throw new Error("connection reset");
      return scannedResult(job);
    };
    start({ scanImage });
    await vi.advanceTimersByTimeAsync(SECOND);
    expect(keysSent()).toEqual(["good.jpg"]);
    expect(queue.bodies).toHaveLength(1);
  });
});

describe("several messages", () => {
  it("are worked on at once, up to the limit", async () => {
    for (const job of jobs(10)) queue.put(job);
    let [now, most] = [0, 0];
    const scanImage: ScanImage = async (job) => {
      most = Math.max(most, ++now);
      await after(SECOND);
      now--;
      return scannedResult(job);
    };
    start({ scanImage });
    await vi.advanceTimersByTimeAsync(5 * SECOND);
    expect(most).toBe(SETTINGS.maxInFlight);
    expect(sent).toHaveLength(10);
  });

  it("do not wait for a slow one", async () => {
    for (const job of jobs(10)) queue.put(job);
    start({ scanImage: slow(60 * SECOND, "0.jpg") });
    await vi.advanceTimersByTimeAsync(SECOND);
    expect(sent).toHaveLength(9);
    await vi.advanceTimersByTimeAsync(60 * SECOND);
    expect(keysSent().at(-1)).toBe("0.jpg");
  });

  it("are fetched and decoded while another is in the network", async () => {
    for (const job of jobs(2)) queue.put(job);
    const scan = fakeScan();
    const decode = vi.fn(scan.codec.decode);
    const detect = vi.fn<typeof scan.detector.detect>(() => new Promise(() => {}));
    const detector = { ...scan.detector, detect };
    start({ scanImage: makeScanImage({ ...scan, codec: { ...scan.codec, decode }, detector }) });
    await vi.advanceTimersByTimeAsync(SECOND);
    expect([decode.mock.calls.length, detect.mock.calls.length]).toEqual([2, 2]);
  });
});

describe("a message that came back", () => {
  it("is worked on alone, and keeps its sign of life while it waits for that", async () => {
    queue.put(jobFor({ key: "again.jpg" }));
    const together: string[][] = [];
    const now = new Set<string>();
    const scanImage: ScanImage = async (job) => {
      const { key } = job.object;
      now.add(key);
      together.push([...now]);
      await after(key === "again.jpg" ? SECOND : 40 * SECOND);
      now.delete(key);
      if (key === "again.jpg" && together.length === 1) throw new Error("connection reset");
      return scannedResult(job);
    };
    start({ scanImage });
    await vi.advanceTimersByTimeAsync(2 * SECOND);
    for (const job of jobs(2)) queue.put(job);
    await vi.advanceTimersByTimeAsync(120 * SECOND);
    expect(together).toEqual([["again.jpg"], ["0.jpg"], ["0.jpg", "1.jpg"], ["again.jpg"]]);
    expect(keysSent()).toEqual(["0.jpg", "1.jpg", "again.jpg"]);
  });

  it("goes back at once when the drain begins before its turn", async () => {
    queue.put(jobFor({ key: "again.jpg" }));
    const scanSlowly = slow(10 * SECOND, "slow.jpg");
    const scanImage: ScanImage = async (job, delivery) => {
      if (job.object.key === "again.jpg") throw new Error("connection reset");
      return scanSlowly(job, delivery);
    };
    start({ scanImage });
    await vi.advanceTimersByTimeAsync(SECOND);
    queue.put(jobFor({ key: "slow.jpg" }));
    await vi.advanceTimersByTimeAsync(3 * SECOND);
    drain.abort();
    await vi.advanceTimersByTimeAsync(SECOND);
    expect(queue.extended.at(-1)).toEqual({ receipt: "m1#2", seconds: 0 });
    await vi.advanceTimersByTimeAsync(20 * SECOND);
    expect(keysSent()).toEqual(["slow.jpg"]);
  });
});

describe("while most messages fail", () => {
  it("pauses, tries one, and goes on when that succeeds: deliveries are not used up", async () => {
    for (const job of jobs(40)) queue.put(job);
    let isDown = true;
    let tries = 0;
    const scanImage: ScanImage = async (job) => {
      tries++;
      if (isDown) throw new Error("the result queue does not answer");
      return scannedResult(job);
    };
    start({ scanImage });
    await vi.advanceTimersByTimeAsync(9 * SECOND);
    expect(metrics.filter((name) => name === "WorkerPaused")).toHaveLength(1);
    const triesBefore = tries;
    expect(triesBefore).toBeLessThan(20);
    await vi.advanceTimersByTimeAsync(20 * SECOND);
    expect(tries).toBe(triesBefore + 1);
    isDown = false;
    await vi.advanceTimersByTimeAsync(600 * SECOND);
    expect(sent).toHaveLength(40);
    expect(queue.deadLetters).toEqual([]);
  });

  it("does not pause for messages that nobody can read", async () => {
    for (let count = 0; count < 20; count++) queue.put("no JSON");
    start({});
    await vi.advanceTimersByTimeAsync(30 * SECOND);
    expect(metrics).not.toContain("WorkerPaused");
    expect(queue.deadLetters).toHaveLength(20);
  });
});

describe("a drain", () => {
  it("finishes what is in hand, and takes nothing more", async () => {
    for (const job of jobs(5)) queue.put(job);
    start({ scanImage: slow(20 * SECOND, "0.jpg", "1.jpg", "2.jpg") });
    await vi.advanceTimersByTimeAsync(SECOND);
    drain.abort();
    await vi.advanceTimersByTimeAsync(19 * SECOND);
    await stopped;
    expect(keysSent()).toEqual(["0.jpg", "1.jpg", "2.jpg"]);
    expect(queue.bodies).toHaveLength(2);
  });

  it("gives back at once what takes too long", async () => {
    queue.put(jobFor());
    const scanImage: ScanImage = async () => {
      await after(60 * SECOND);
      throw new Error("connection reset");
    };
    start({ scanImage });
    await vi.advanceTimersByTimeAsync(SECOND);
    drain.abort();
    await vi.advanceTimersByTimeAsync(SETTINGS.drainTimeoutMs + SECOND);
    await stopped;
    const other = { maxMessages: 1, waitSeconds: 0, visibilitySeconds: 30 };
    expect(await queue.receive(other)).toMatchObject([{ id: "m1", receiveCount: 2 }]);

    await vi.advanceTimersByTimeAsync(60 * SECOND);
    expect(queue.extended.at(-1)).toEqual({ receipt: "m1#1", seconds: 0 });
  });

  it("gives back at once what arrives just then", async () => {
    queue.put(jobFor());
    const receive = queue.receive.bind(queue);
    queue.receive = async (options) => {
      const messages = await receive(options);
      drain.abort();
      return messages;
    };
    start({});
    await vi.advanceTimersByTimeAsync(SECOND);
    await stopped;
    expect([sent, queue.extended]).toEqual([[], [{ receipt: "m1#1", seconds: 0 }]]);
  });

  it("does not wait for the queue to answer", async () => {
    start({});
    await vi.advanceTimersByTimeAsync(SECOND);
    drain.abort();
    await vi.advanceTimersByTimeAsync(SECOND);
    await expect(stopped).resolves.toBeUndefined();
  });
});
