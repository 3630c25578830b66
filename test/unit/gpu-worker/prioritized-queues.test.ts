import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { MessageQueue, ReceiveOptions } from "../../../core/ports.ts";
import { makePrioritizedQueues } from "../../../gpu-worker/prioritized-queues.ts";
import { FakeMessageQueue } from "../../helpers/doubles/fake-message-queue.ts";

const SECOND = 1000;
/** What was received stays hidden until the test is over. */
const LONG_POLL: ReceiveOptions = { maxMessages: 2, waitSeconds: 20, visibilitySeconds: 3600 };
/** The longest that a message of the second queue waits for a poll of the first. */
const SLICE_SECONDS = 5;

let uploads: FakeMessageQueue;
let backfill: FakeMessageQueue;
let logged: string[];
let queue: MessageQueue;

beforeEach(() => {
  vi.useFakeTimers({ now: 0 });
  [uploads, backfill] = [new FakeMessageQueue(3), new FakeMessageQueue(3)];
  logged = [];
  queue = makePrioritizedQueues(uploads, backfill, {
    log: (_, event) => void logged.push(event),
    metric: (name) => void logged.push(name),
  });
});

afterEach(() => vi.useRealTimers());

/** What a receive brings, and after how many seconds. */
async function received(options: ReceiveOptions = LONG_POLL) {
  const startedAt = Date.now();
  const messages = queue.receive(options).then((found) => ({
    bodies: found.map(({ body }) => body),
    afterSeconds: (Date.now() - startedAt) / SECOND,
  }));
  // Handled where it is awaited, below.
  messages.catch(() => {});
  await vi.advanceTimersByTimeAsync(60 * SECOND);
  return messages;
}
const putIn = (ms: number, target: FakeMessageQueue, body: string) =>
  setTimeout(() => target.put(body), ms);

/** The one message that waits. */
async function next() {
  const [message] = await queue.receive({ ...LONG_POLL, waitSeconds: 0 });
  if (message === undefined) throw new Error("no message waits");
  return message;
}

describe("a job of a backfill", () => {
  it("comes at once when no upload waits", async () => {
    backfill.put("old");
    expect(await received()).toEqual({ bodies: ["old"], afterSeconds: 0 });
  });

  it("comes after every upload that waits, also where a receive has room for both", async () => {
    backfill.put("old");
    for (const body of ["a", "b", "c"]) uploads.put(body);
    const bodies = [await received(), await received(), await received()].map((one) => one.bodies);
    expect(bodies).toEqual([["a", "b"], ["c"], ["old"]]);
  });

  it("waits no longer than a part of a long poll", async () => {
    putIn(100, backfill, "old");
    expect(await received()).toEqual({ bodies: ["old"], afterSeconds: SLICE_SECONDS });
  });
});

it("an upload comes as soon as it is there", async () => {
  putIn(SLICE_SECONDS * SECOND + 500, uploads, "new");
  expect(await received()).toEqual({ bodies: ["new"], afterSeconds: SLICE_SECONDS + 0.5 });
});

it.each([0, 3, 20])(
  "without any job a receive takes the %i s that it was given",
  async (seconds) => {
    const answer = await received({ ...LONG_POLL, waitSeconds: seconds });
    expect(answer).toEqual({ bodies: [], afterSeconds: seconds });
  },
);

describe("a message is deleted, extended and given back where it came from", () => {
  it.each(["first", "then"])("%s", async (from) => {
    const [own, other] = from === "first" ? [uploads, backfill] : [backfill, uploads];
    own.put("mine");
    const { receipt } = await next();
    // Both queues have a message with this receipt of their own.
    other.put("other's");
    await other.receive({ ...LONG_POLL, waitSeconds: 0 });
    await queue.extend(receipt, 7);
    expect([own.extended, other.extended]).toEqual([[{ receipt: "m1#1", seconds: 7 }], []]);
    await queue.delete(receipt);
    expect([own.bodies, other.bodies]).toEqual([[], ["other's"]]);
  });

  it("and a receipt of neither is refused", async () => {
    await expect(queue.delete("m1#1")).rejects.toThrow(
      'expected a receipt that begins with "first:" or "then:", received "m1#1"',
    );
  });
});

describe("a queue that cannot be read", () => {
  it("is logged and counted when it is the second, and uploads come all the same", async () => {
    backfill.outage = new Error("access denied");
    putIn(12 * SECOND, uploads, "new");
    expect(await received()).toEqual({ bodies: ["new"], afterSeconds: 12 });
    expect(new Set(logged)).toEqual(new Set(["second-queue-failed", "ReceiveFailed"]));
  });

  it("is an error when it is the first: nobody knows whether an upload waits", async () => {
    uploads.outage = new Error("access denied");
    backfill.put("old");
    await expect(received()).rejects.toThrow("access denied");
    expect(backfill.bodies).toEqual(["old"]);
  });
});

it("takes nothing more once the signal aborts", async () => {
  const stop = new AbortController();
  setTimeout(() => stop.abort(), SECOND);
  putIn(SECOND, backfill, "old");
  expect(await received({ ...LONG_POLL, signal: stop.signal })).toMatchObject({ bodies: [] });
  const other = await backfill.receive({ ...LONG_POLL, waitSeconds: 0 });
  expect(other).toMatchObject([{ body: "old", receiveCount: 1 }]);
});
