import { createHash } from "node:crypto";
import { cp, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { InferenceThread } from "../../adapters/onnx/inference-thread.ts";
import { makeOnnxDetector, type OnnxDetector } from "../../adapters/onnx/onnx-detector.ts";
import { EXTERNAL_MODEL_DIRECTORY, TINY_MODEL_DIRECTORY } from "../helpers/fixtures.ts";
import { temporaryFolder } from "../helpers/temporary-folder.ts";

const SIDE = 32;

let detector: OnnxDetector | undefined;
afterEach(async () => {
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

  it("fails at once after close, and so does what waits", async () => {
    const tiny = await start(TINY_MODEL_DIRECTORY, 1);
    const waiting = Promise.allSettled([1, 2, 3, 4, 5].map((red) => tiny.detect(image(red))));
    await tiny.close();
    await tiny.stopped;
    expect((await waiting).at(-1)).toMatchObject({ status: "rejected" });
    await expect(tiny.detect(image(1))).rejects.toThrow("inference thread ended");
  });
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

describe("a network that hangs", () => {
  it("fails what waits for it and is given up, so that the process can be replaced", async () => {
    const modelPath = join(TINY_MODEL_DIRECTORY, "model.onnx");
    const settings = { modelPath, provider: "cpu", threads: 1 } as const;
    const thread = new InferenceThread(settings, { hangTimeoutMs: 0 });
    await thread.started();
    const images = Array.from({ length: 64 }, () => new Uint8Array(SIDE * SIDE * 3));
    await expect(thread.run({ images, inputSize: SIDE })).rejects.toThrow("no answer within 0 ms");
    await thread.stopped;
    await expect(thread.run({ images: [image(1)], inputSize: SIDE })).rejects.toThrow("no answer");
    await thread.stop();
  });
});
