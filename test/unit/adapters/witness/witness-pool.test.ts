import { expect, it } from "vitest";
import { makeWitnessPool } from "../../../../adapters/witness/witness-pool.ts";

/** Answers with its own number once it is released. */
class Member {
  readonly stopped: Promise<void>;
  isClosed = false;
  stop = () => {};
  readonly #number: number;
  readonly #waiting: (() => void)[] = [];

  constructor(number: number) {
    this.#number = number;
    this.stopped = new Promise((resolve) => {
      this.stop = resolve;
    });
  }

  async examine(bytes: Uint8Array): Promise<number> {
    await new Promise<void>((resolve) => this.#waiting.push(resolve));
    if (bytes.length === 0) throw new Error("no bytes");
    return this.#number;
  }

  release(): void {
    this.#waiting.shift()?.();
  }

  async close(): Promise<void> {
    this.isClosed = true;
  }
}

async function poolOf(count: number) {
  const members: Member[] = [];
  const pool = await makeWitnessPool(count, async () => {
    const member = new Member(members.length);
    members.push(member);
    return member;
  });
  return { pool, members };
}
const FILE = Uint8Array.of(1);

it("gives a file to whoever has the fewest in hand", async () => {
  const { pool, members } = await poolOf(2);
  const first = pool.examine(FILE);
  const second = pool.examine(FILE);
  const third = pool.examine(FILE);
  members[1]?.release();
  expect(await second).toBe(1);
  const fourth = pool.examine(FILE);
  members[1]?.release();
  expect(await fourth).toBe(1);
  members[0]?.release();
  members[0]?.release();
  expect(await Promise.all([first, third])).toEqual([0, 0]);
});

it("does not count a file that failed as one in hand", async () => {
  const { pool, members } = await poolOf(2);
  const failed = pool.examine(new Uint8Array(0));
  members[0]?.release();
  await expect(failed).rejects.toThrow("no bytes");
  const next = pool.examine(FILE);
  members[0]?.release();
  expect(await next).toBe(0);
});

it("is stopped with the first of them, and closes all", async () => {
  const { pool, members } = await poolOf(3);
  members[2]?.stop();
  await pool.stopped;
  await pool.close();
  expect(members.map(({ isClosed }) => isClosed)).toEqual([true, true, true]);
});

it("is not made where one of them cannot be: the others are closed", async () => {
  const members: Member[] = [];
  const made = makeWitnessPool(3, async () => {
    const member = new Member(members.length);
    members.push(member);
    if (members.length === 2) throw new Error("no graph");
    return member;
  });
  await expect(made).rejects.toThrow("no graph");
  expect(members.map(({ isClosed }) => isClosed)).toEqual([true, false, true]);
});
