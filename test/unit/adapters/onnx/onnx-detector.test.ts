// Longer than other files: every test starts the network's thread through the one harness below.

import { type ChildProcess, execFile, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { cp, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { systemClock as clock } from "../../../../adapters/clock/system-clock.ts";
import { InferenceThread } from "../../../../adapters/onnx/inference-thread.ts";
import type { ModelThreadOptions } from "../../../../adapters/onnx/model-thread.ts";
import { makeOnnxDetector, type OnnxDetector } from "../../../../adapters/onnx/onnx-detector.ts";
import { SupervisedThread } from "../../../../adapters/onnx/supervised-thread.ts";
import type { InferenceRequest } from "../../../../adapters/onnx/thread-messages.ts";
import { EXTERNAL_MODEL_DIRECTORY, TINY_MODEL_DIRECTORY } from "../../../helpers/fixtures.ts";
import { temporaryFolder } from "../../../helpers/temporary-folder.ts";

const SIDE = 32;
const MODEL_PATH = join(TINY_MODEL_DIRECTORY, "model.onnx");
const SOON = { timeout: 10_000, interval: 20 };

let detector: OnnxDetector | undefined;
afterEach(async () => {
  vi.restoreAllMocks();
  await detector?.close();
  detector = undefined;
});

async function start(directory = TINY_MODEL_DIRECTORY, maxBatch = 4): Promise<OnnxDetector> {
  detector = await makeOnnxDetector({ directory, threads: 1, maxBatch });
  return detector;
}

/** Every pixel grey but one, which is `red`. */
function image(red: number, at = 0): Uint8Array<ArrayBuffer> {
  const rgb = new Uint8Array(SIDE * SIDE * 3).fill(51);
  rgb[3 * at] = red;
  return rgb;
}

/** A copy of the model with another manifest or other files. */
async function alteredModel(
  change: (manifest: Record<string, unknown>, directory: string) => Promise<object> | object,
): Promise<string> {
  const directory = await temporaryFolder();
  await cp(TINY_MODEL_DIRECTORY, directory, { recursive: true });
  const path = join(directory, "manifest.json");
  const manifest: Record<string, unknown> = JSON.parse(await readFile(path, "utf8"));
  await writeFile(path, JSON.stringify({ ...manifest, ...(await change(manifest, directory)) }));
  return directory;
}

/** The next batch throws in its thread, where nothing catches it: a request must hold an image. */
function crashNext(): void {
  const run = InferenceThread.prototype.run;
  vi.spyOn(InferenceThread.prototype, "run").mockImplementationOnce(function (
    this: InferenceThread,
    request: InferenceRequest,
  ) {
    return run.call(this, { ...request, images: [] });
  });
}

/**
 * A process that is to end while a network hangs in it, as another one has been stopped. It hangs while it
 * loads: its file is a pipe that nobody writes to.
 */
async function startHanging(): Promise<ChildProcess> {
  const folder = await temporaryFolder();
  const [modelPath, script] = [join(folder, "model.onnx"), join(folder, "hang.mjs")];
  await promisify(execFile)("mkfifo", [modelPath]);
  const thread = new URL("../../../../adapters/onnx/inference-thread.ts", import.meta.url);
  const settings = { modelPath, provider: "cpu", threads: 1 };
  const code = `
    import { InferenceThread } from "${thread}";
    const settings = ${JSON.stringify(settings)};
    const hung = new InferenceThread(settings, { startTimeoutMs: 1000 });
    const said = await hung.started().catch(({ message }) => message);
    const other = new InferenceThread({ ...settings, modelPath: ${JSON.stringify(MODEL_PATH)} });
    await other.started();
    await other.stop();
    process.exit(said.includes("1000 ms") ? 0 : 1);`;
  await writeFile(script, code);
  const child = spawn(process.execPath, ["--import", "tsx", script], { stdio: "ignore" });
  onTestFinished(() => void child.kill("SIGKILL"));
  return child;
}

const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

describe("detect", () => {
  it("gives the map row by row, and the score of the graph", async () => {
    const tiny = await start();
    expect(tiny.inputSize).toBe(SIDE);
    expect(tiny.model).toMatchObject({ name: "tiny", version: "1" });
    const { map, score } = await tiny.detect(image(255, SIDE + 3));
    expect(map).toMatchObject({ width: SIDE, height: SIDE });
    expect(map.values[SIDE + 3]).toBe(1);
    expect(map.values[0]).toBeCloseTo(0.2, 6);
    expect(score).toBe(1);
  });

  it("gives each of many at once its own answer, in batches and alone", async () => {
    for (const maxBatch of [1, 3]) {
      const tiny = await start(TINY_MODEL_DIRECTORY, maxBatch);
      const reds = Array.from({ length: 10 }, (_, index) => 100 + 15 * index);
      const scores = await Promise.all(
        reds.map(async (red) => (await tiny.detect(image(red))).score),
      );
      expect(scores.map((score) => Math.round(score * 255))).toEqual(reds);
      await tiny.close();
    }
  });

  it("reads weights that are a file of their own", async () => {
    const external = await start(EXTERNAL_MODEL_DIRECTORY);
    const { map, score } = await external.detect(image(204, 5));
    expect(map.values[5]).toBeCloseTo(0.8, 6);
    expect(score).toBeCloseTo(0.8, 6);
  });

  it("refuses an image of another size, and goes on", async () => {
    const tiny = await start();
    await expect(tiny.detect(new Uint8Array(12))).rejects.toThrow(
      "expected 32×32×3 bytes, received 12",
    );
    await expect(tiny.detect(image(255))).resolves.toMatchObject({ score: 1 });
  });

  it("answers what is in the network at close; what waits fails, and what comes after at once", async () => {
    const tiny = await start(TINY_MODEL_DIRECTORY, 1);
    const waiting = Promise.allSettled([1, 2, 3, 4, 5].map((red) => tiny.detect(image(red))));
    await tiny.close();
    await tiny.stopped;
    expect((await waiting).at(0)).toMatchObject({ status: "fulfilled" });
    expect((await waiting).at(-1)).toMatchObject({ status: "rejected" });
    await expect(tiny.detect(image(1))).rejects.toThrow("inference thread ended");
  });
});

it.each([
  [true, 1],
  [false, 0],
])("runs once before it is there, unless that is not wanted: warmUp %s", async (warmUp, runs) => {
  const run = vi.spyOn(InferenceThread.prototype, "run");
  detector = await makeOnnxDetector({ directory: TINY_MODEL_DIRECTORY, threads: 1, warmUp });
  expect(run).toHaveBeenCalledTimes(runs);
  expect((await detector.detect(image(255))).score).toBe(1);
});

it("has no more sessions than threads", async () => {
  const run = vi.spyOn(InferenceThread.prototype, "run");
  const directory = TINY_MODEL_DIRECTORY;
  detector = await makeOnnxDetector({ directory, threads: 2, sessions: 3 });
  expect(run).toHaveBeenCalledTimes(2);
});

describe("a model that must not be used is refused, saying what is wrong", () => {
  it("no directory", async () => {
    await expect(start("/nowhere")).rejects.toThrow("/nowhere/manifest.json");
  });

  it("no manifest of this version", async () => {
    const directory = await alteredModel(() => ({ manifestVersion: 2 }));
    await expect(start(directory)).rejects.toThrow(/no manifest of version 1.*manifestVersion/s);
  });

  it("a file that is not the one in the manifest", async () => {
    const directory = await alteredModel(async (_, folder) => {
      await writeFile(join(folder, "model.onnx"), "other bytes");
      return {};
    });
    await expect(start(directory)).rejects.toThrow(/sha256 .*, the manifest says/);
  });

  it("a file that is missing", async () => {
    const directory = await alteredModel((manifest) => ({
      files: { ...Object(manifest["files"]), "model.onnx.data": "00".repeat(32) },
    }));
    await expect(start(directory)).rejects.toThrow("model.onnx.data");
  });

  it("a file that is no network", async () => {
    const bytes = Buffer.from("other bytes");
    const directory = await alteredModel(async (_, folder) => {
      await writeFile(join(folder, "model.onnx"), bytes);
      return { files: { "model.onnx": sha256(bytes) } };
    });
    await expect(start(directory)).rejects.toThrow(/cannot run .*model\.onnx on cpu/);
  });

  it("another input size than the manifest's", async () => {
    const directory = await alteredModel(() => ({ inputSize: 64 }));
    await expect(start(directory)).rejects.toThrow(
      "expected image as uint8 [N, 64, 64, 3], the .onnx file declares uint8 [n, 32, 32, 3]",
    );
  });

  it.each(["../model.onnx", "..", ".model.onnx", "a/model.onnx", "manifest.json"])(
    "a file named %s",
    async (name) => {
      const directory = await alteredModel((manifest) => ({
        files: { ...Object(manifest["files"]), [name]: "00".repeat(32) },
      }));
      await expect(start(directory)).rejects.toThrow(/no manifest of version 1.*files/s);
    },
  );

  it("on a provider that is not there, which is not the model's fault", async () => {
    const options = { directory: TINY_MODEL_DIRECTORY, provider: "cuda" } as const;
    await expect(makeOnnxDetector(options)).rejects.toMatchObject({
      name: "ProviderError",
      message: expect.stringMatching(/on cuda.*On the processor the model runs/),
    });
  });

  it("at fault itself, whatever the provider", async () => {
    const directory = await alteredModel(() => ({ inputSize: 64 }));
    await expect(makeOnnxDetector({ directory, provider: "cuda" })).rejects.toMatchObject({
      name: "ModelError",
    });
  });
});

describe("a thread that crashes", () => {
  it("fails the images in it and is replaced; those that wait get their answers", async () => {
    const onReplaced = vi.fn();
    const directory = TINY_MODEL_DIRECTORY;
    detector = await makeOnnxDetector({ directory, threads: 1, maxBatch: 1, onReplaced });
    crashNext();
    const tiny = detector;
    const [failed, ...waiting] = [51, 102, 204].map((red) => tiny.detect(image(red)));
    await expect(failed).rejects.toThrow("thread crashed");
    const scores = (await Promise.all(waiting)).map(({ score }) => Math.round(score * 255));
    expect(scores).toEqual([102, 204]);
    expect(onReplaced.mock.calls).toEqual([["ended"]]);
  });

  it("again and again is not replaced for ever", async () => {
    const tiny = await start();
    for (let crash = 1; crash <= 5; crash++) {
      // Warm by then: what crashes is a batch, not the warm-up of a replacement.
      await expect(tiny.detect(image(255))).resolves.toMatchObject({ score: 1 });
      crashNext();
      await expect(tiny.detect(image(1))).rejects.toThrow("thread crashed");
    }
    await tiny.stopped;
    await expect(tiny.detect(image(1))).rejects.toThrow("thread crashed");
  });

  it("is not replaced by another model than the one that results name", async () => {
    const directory = await alteredModel(() => ({}));
    const tiny = await start(directory);
    await writeFile(join(directory, "model.onnx"), "other bytes");
    crashNext();
    await expect(tiny.detect(image(1))).rejects.toThrow("thread crashed");
    await expect(tiny.detect(image(1))).rejects.toThrow(/sha256 .*, the manifest says/);
    await tiny.stopped;
  });
});

describe("a network that hangs", () => {
  const settings = { modelPath: MODEL_PATH, provider: "cpu", threads: 1 } as const;
  /** More than the network can answer before a timer of 0 ms goes off. */
  const many = () => ({
    images: Array.from({ length: 1000 }, () => new Uint8Array(SIDE * SIDE * 3)),
    inputSize: SIDE,
  });
  const one = () => ({ images: [image(255)], inputSize: SIDE });
  const loaded = async (options: ModelThreadOptions) => {
    const loading = new InferenceThread(settings, options);
    await loading.started();
    return loading;
  };
  const patient = () => loaded({});
  const impatient = () => loaded({ hangTimeoutMs: 0 });

  it("fails what waits for it and is given up; if it was only slow, it is ended", async () => {
    const listeners = process.listenerCount("exit");
    const thread = await impatient();
    await expect(thread.run(many())).rejects.toThrow("no answer within 0 ms");
    expect(await thread.stopped).toBe("hung");
    await expect(thread.run(one())).rejects.toThrow("no answer");
    await thread.stop();
    expect(process.listenerCount("exit")).toBe(listeners + 1);
    await vi.waitFor(() => expect(process.listenerCount("exit")).toBe(listeners), SOON);
  });

  it("is replaced once", async () => {
    const onReplaced = vi.fn();
    const options = { start: patient, onReplaced, clock };
    const thread = new SupervisedThread(await impatient(), options);
    await expect(thread.run(many())).rejects.toThrow("no answer");
    expect((await thread.run(one())).score).toEqual(Float32Array.of(1));
    expect(onReplaced.mock.calls).toEqual([["hung"]]);
    await thread.stop();
    await thread.stopped;
  });

  it("a second time ends the supervision", async () => {
    const thread = new SupervisedThread(await impatient(), {
      start: impatient,
      onReplaced: () => {},
      clock,
    });
    for (let hang = 1; hang <= 2; hang++) {
      await expect(thread.run(many())).rejects.toThrow("no answer");
    }
    await thread.stopped;
  });

  it("does not keep the process from ending", async () => {
    const child = await startHanging();
    expect(await once(child, "exit")).toEqual([null, "SIGKILL"]);
  });
});
