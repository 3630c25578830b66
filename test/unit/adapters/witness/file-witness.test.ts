import { afterEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { ExaminingThread } from "../../../../adapters/witness/examining-thread.ts";
import {
  type FileWitness,
  type FileWitnessOptions,
  makeFileWitness,
} from "../../../../adapters/witness/file-witness.ts";
import { crashNext } from "../../../helpers/witness/crash-next.ts";
import { WORDS_WORKER, Words } from "../../../helpers/witness/words.ts";

afterEach(() => {
  vi.restoreAllMocks();
});

/** A thread starts through tsx. */
const START = { timeout: 60_000 };

async function start(
  options: Partial<FileWitnessOptions<Words>> = {},
): Promise<FileWitness<Words>> {
  const witness = await makeFileWitness({
    ...{ name: "words", file: WORDS_WORKER, settings: { language: "en" }, examination: Words },
    ...{ hangTimeoutMs: 60_000, onReplaced: () => {}, ...options },
  });
  onTestFinished(() => witness.close());
  return witness;
}
const said = (words: string) => ({ language: "en", words, inHand: 1 });

describe("a witness of files", START, () => {
  it("sends one at a time, and gives each its own answer", async () => {
    const witness = await start();
    const files = ["one", "two", "three"].map((words) => witness.examine(Buffer.from(words)));
    expect(await Promise.all(files)).toEqual(["one", "two", "three"].map(said));
  });

  it("hands a copy over, and keeps none of it", async () => {
    const witness = await start();
    const run = vi.spyOn(ExaminingThread.prototype, "run");
    const bytes = Uint8Array.of(97, 98, 99);
    expect(await witness.examine(bytes.subarray(1))).toEqual(said("bc"));
    expect(bytes).toEqual(Uint8Array.of(97, 98, 99));
    expect(run.mock.calls[0]?.[0].bytes).toHaveLength(0);
  });

  it("refuses a file for the reason that its thread names, and goes on", async () => {
    const witness = await start();
    const refused = witness.examine(Buffer.from("refuse"));
    await expect(refused).rejects.toMatchObject({ name: "ScanError", code: "corrupt" });
    await expect(refused).rejects.toThrow("a word that is refused");
    expect(await witness.examine(Buffer.from("next"))).toEqual(said("next"));
  });

  it("lets any other error be one that may pass, and goes on", async () => {
    const witness = await start();
    const failed = witness.examine(Buffer.from("fail"));
    await expect(failed).rejects.toMatchObject({ name: "Error", message: "no memory is left" });
    expect(await witness.examine(Buffer.from("next"))).toEqual(said("next"));
  });

  it("does not start with settings that its thread cannot use", async () => {
    const starting = start({ settings: { language: 7 } });
    await expect(starting).rejects.toMatchObject({ name: "ModelError" });
    await expect(starting).rejects.toThrow(/words witness.*language/s);
  });

  it("fails what is left when it is closed", async () => {
    const witness = await start();
    await witness.close();
    await witness.stopped;
    await expect(witness.examine(Buffer.from("late"))).rejects.toThrow("words thread ended");
  });
});

describe("its thread", START, () => {
  it("is replaced once the model was verified; what waits gets its answer", async () => {
    const told: string[] = [];
    const witness = await start({
      onReplaced: (end) => told.push(end),
      verify: async () => void told.push("verified"),
    });
    crashNext();
    const files = ["one", "two"].map((words) => witness.examine(Buffer.from(words)));
    const [failed, next] = await Promise.allSettled(files);
    const message = expect.stringContaining("words thread crashed");
    expect(failed).toMatchObject({ reason: { message } });
    expect(next).toMatchObject({ value: said("two") });
    expect(told).toEqual(["ended", "verified"]);
  });

  it("is not replaced when the model is another one by then", async () => {
    const verify = () => Promise.reject(new Error("another model"));
    const witness = await start({ verify });
    crashNext();
    await expect(witness.examine(Buffer.from("one"))).rejects.toThrow("thread crashed");
    await expect(witness.examine(Buffer.from("two"))).rejects.toThrow("another model");
    await witness.stopped;
  });

  it("is replaced when a file takes longer than its witness waits", async () => {
    const onReplaced = vi.fn();
    const witness = await start({ hangTimeoutMs: 0, onReplaced });
    await expect(witness.examine(Buffer.from("slow"))).rejects.toThrow("no answer within 0 ms");
    expect(onReplaced.mock.calls).toEqual([["hung"]]);
  });
});
