import { afterEach, expect, it } from "vitest";
import { z } from "zod";
import { systemClock as clock } from "../../../../adapters/clock/system-clock.ts";
import { ModelThread, NotBegunError } from "../../../../adapters/onnx/model-thread.ts";
import { OnnxDetector } from "../../../../adapters/onnx/onnx-detector.ts";
import { SupervisedThread } from "../../../../adapters/onnx/supervised-thread.ts";
import { MANIFEST } from "../../../helpers/doubles/manifests.ts";

const PIXELS = MANIFEST.inputSize ** 2;
const rgb = () => new Uint8Array(3 * PIXELS);
const settled = () => new Promise((resolve) => setImmediate(resolve));

/** A network that answers when it is told to, the oldest batch first. */
function heldNetwork() {
  const sizes: number[] = [];
  const answers: (() => void)[] = [];
  const network = {
    stopped: new Promise<void>(() => {}),
    run: async ({ images }: { readonly images: readonly Uint8Array[] }) => {
      sizes.push(images.length);
      await new Promise<void>((resolve) => answers.push(resolve));
      const probability = new Float32Array(images.length * PIXELS);
      return { kind: "detected" as const, probability, score: new Float32Array(images.length) };
    },
    stop: async () => {},
  };
  return { network, sizes, answer: () => answers.shift()?.() };
}

it("a full batch is handed over while another runs, and no third", async () => {
  const { network, sizes } = heldNetwork();
  const detector = new OnnxDetector(MANIFEST, [network], 2);
  for (let image = 0; image < 7; image++) void detector.detect(rgb());
  await settled();
  // The first one did not wait for its batch to fill.
  expect(sizes).toEqual([1, 2]);
});

it("what is no full batch waits for the thread, and then for nothing", async () => {
  const { network, sizes, answer } = heldNetwork();
  const detector = new OnnxDetector(MANIFEST, [network], 4);
  for (let image = 0; image < 4; image++) void detector.detect(rgb());
  await settled();
  expect(sizes).toEqual([1]);
  answer();
  await settled();
  expect(sizes).toEqual([1, 3]);
});

it("the next batch is on its way before anybody hears of the last", async () => {
  const { network, sizes, answer } = heldNetwork();
  const detector = new OnnxDetector(MANIFEST, [network], 1);
  const handedOver = detector.detect(rgb()).then(() => sizes.length);
  for (let image = 0; image < 2; image++) void detector.detect(rgb());
  expect(sizes.length).toBe(2);
  answer();
  expect(await handedOver).toBe(3);
});

it("sessions share the images", async () => {
  const lanes = [heldNetwork(), heldNetwork()];
  const networks = lanes.map(({ network }) => network);
  const detector = new OnnxDetector(MANIFEST, networks, 1);
  for (let image = 0; image < 3; image++) void detector.detect(rgb());
  expect(lanes.map(({ sizes }) => sizes.length)).toEqual([2, 1]);
});

const Reply = z.object({ kind: z.literal("done"), message: z.string() });
type Reply = z.infer<typeof Reply>;

/** A thread of such code, to which `answer` replies. */
class ScriptedThread extends ModelThread<Reply> {
  constructor(onMessage: string, hangTimeoutMs: number) {
    const code = `
      import { parentPort } from "node:worker_threads";
      const answer = (message) => parentPort.postMessage({ kind: "done", message });
      const work = (ms) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
      parentPort.on("message", (message) => { ${onMessage} });`;
    const file = new URL(`data:text/javascript,${encodeURIComponent(code)}`);
    const parse = (reply: unknown) => Reply.parse(reply);
    super({ name: "scripted", file, settings: {}, parse }, { hangTimeoutMs });
  }

  async run(question: string): Promise<string> {
    return (await this.ask(question, [], "done")).message;
  }
}

let thread: ScriptedThread | undefined;
afterEach(() => thread?.stop());

it("a batch has the whole time of the watchdog from when it is begun", async () => {
  thread = new ScriptedThread("work(400); answer(message);", 1000);
  const answers = ["a", "b", "c", "d"].map((question) => thread?.run(question));
  expect(await Promise.all(answers)).toEqual(["a", "b", "c", "d"]);
});

it("of a thread that crashes, the batch that runs fails; the other was not begun", async () => {
  thread = new ScriptedThread("throw new Error(message);", 10_000);
  const answers = await Promise.allSettled([thread.run("a"), thread.run("b")]);
  const reasons = answers.map((answer) => answer.status === "rejected" && answer.reason);
  expect(reasons[0]).not.toBeInstanceOf(NotBegunError);
  expect(reasons[1]).toBeInstanceOf(NotBegunError);
});

it("what was not begun is asked of the next thread", async () => {
  const first = new ScriptedThread("throw new Error(message);", 10_000);
  const start = async () => {
    thread = new ScriptedThread("answer(message);", 10_000);
    return thread;
  };
  const supervised = new SupervisedThread<string, string>(first, {
    start,
    onReplaced: () => {},
    clock,
  });
  const answers = await Promise.allSettled(["a", "b"].map((question) => supervised.run(question)));
  expect(answers[0]).toMatchObject({ status: "rejected" });
  expect(answers[1]).toEqual({ status: "fulfilled", value: "b" });
});

it("at the end, batches in hand are answered", async () => {
  thread = new ScriptedThread("work(50); answer(message);", 10_000);
  const answers = Promise.all([thread.run("a"), thread.run("b")]);
  await thread.stop();
  expect(await answers).toEqual(["a", "b"]);
  await expect(thread.run("c")).rejects.toThrow("it was stopped");
});
