import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { makeS3Client } from "../../../adapters/aws/clients.ts";
import { fetchModel } from "../../../adapters/aws/s3/fetch-model.ts";
import { makeOnnxDetector } from "../../../adapters/onnx/onnx-detector.ts";
import type { ModelLocation } from "../../../core/settings/model-env.ts";
import { flipped, ModelBucket, sha256 } from "../../helpers/doubles/model-bucket.ts";
import { EXTERNAL_MODEL_DIRECTORY } from "../../helpers/fixtures.ts";
import { startFauxqs, startHttpDouble } from "../../helpers/running/aws-emulators.ts";
import { temporaryFolder } from "../../helpers/temporary-folder.ts";

const DATA = "model.onnx.data";
const FILES = ["manifest.json", "model.onnx", DATA];

let bucket: ModelBucket;
let directory: string;
let client: ReturnType<typeof makeS3Client>;
beforeEach(async () => {
  const emulator = await startFauxqs();
  client = makeS3Client(emulator);
  bucket = await ModelBucket.filled(emulator);
  directory = join(await temporaryFolder(), "model");
});

const original = (file: string) => readFile(join(EXTERNAL_MODEL_DIRECTORY, file));
const there = async () => (await readdir(directory)).sort();
const fetched = (location: Partial<ModelLocation> = {}) =>
  fetchModel(client, { ...bucket.location, ...location }, directory);

describe("a model in a bucket", () => {
  it("comes with its external data, and scans", async () => {
    await fetched();
    expect(await there()).toEqual(FILES);
    for (const file of FILES) {
      expect(await readFile(join(directory, file))).toEqual(await original(file));
    }
    const detector = await makeOnnxDetector({ directory, threads: 1 });
    const rgb = new Uint8Array(32 * 32 * 3).fill(51);
    expect((await detector.detect(rgb)).score).toBeCloseTo(0.2, 6);
    await detector.close();
  });

  it("is not fetched again where it is there already, but for what is not whole", async () => {
    await fetched();
    await bucket.remove("model.onnx");
    await writeFile(join(directory, DATA), flipped(await original(DATA)));
    await fetched();
    expect(await readFile(join(directory, DATA))).toEqual(await original(DATA));
  });
});

describe("what is refused, by name", () => {
  it("a file of which one bit is another", async () => {
    await bucket.flip(DATA);
    const expected = sha256(await original(DATA));
    const found = sha256(flipped(await original(DATA)));
    await expect(fetched()).rejects.toMatchObject({
      name: "ModelError",
      message: expect.stringContaining(
        `s3://models/models/tiny v1/${DATA} has sha256 ${found}, expected ${expected}. Upload`,
      ),
    });
    expect(await there()).toEqual(["model.onnx"]);
  });

  it("a file that breaks off", async () => {
    const manifest = await original("manifest.json");
    const network = await original("model.onnx");
    const headers = { "content-length": "4096", connection: "close" };
    const double = await startHttpDouble(({ url = "" }) => {
      if (url.includes(DATA)) return { status: 200, headers, body: "short" };
      return { status: 200, body: url.includes("manifest") ? manifest : network };
    });
    const fetching = fetchModel(makeS3Client(double), bucket.location, directory);
    await expect(fetching).rejects.toMatchObject({
      name: "ModelError",
      message: expect.stringMatching(/cannot fetch .*model\.onnx\.data .*expected sha256 87f0/),
    });
    expect(await there()).toEqual(["model.onnx"]);
  });

  it("a file that is missing", async () => {
    await bucket.remove(DATA);
    await expect(fetched()).rejects.toMatchObject({
      name: "ModelError",
      message: expect.stringMatching(
        /cannot fetch .*model\.onnx\.data \(NoSuchKey.*names beside it.*s3:GetObject/,
      ),
    });
  });

  it("a bucket that is missing", async () => {
    await expect(fetched({ bucket: "none" })).rejects.toMatchObject({
      name: "ModelError",
      message: expect.stringContaining("s3://none/models/tiny v1/manifest.json (NoSuchBucket"),
    });
  });

  it("another manifest than the one that is meant, before it is read", async () => {
    await bucket.put("manifest.json", "no JSON");
    await expect(fetched()).rejects.toMatchObject({
      name: "ModelError",
      message: expect.stringMatching(/manifest\.json has sha256 .*MODEL_MANIFEST_SHA256/),
    });
  });

  it("a manifest that is none, or that names a file outside of its folder", async () => {
    const manifest = JSON.parse(String(await original("manifest.json")));
    const outside = { ...manifest, files: { ...manifest.files, "../x": "00".repeat(32) } };
    for (const text of ["no JSON", JSON.stringify(outside)]) {
      await bucket.put("manifest.json", text);
      await expect(fetched({ manifestSha256: sha256(text) })).rejects.toMatchObject({
        name: "ModelError",
        message: expect.stringContaining("manifest.json is no manifest of version 1"),
      });
    }
  });

  it("a manifest that has no end", async () => {
    const text = `${await original("manifest.json")}${" ".repeat(1_000_000)}`;
    await bucket.put("manifest.json", text);
    await expect(fetched({ manifestSha256: sha256(text) })).rejects.toMatchObject({
      name: "ModelError",
      message: expect.stringContaining("at most 1000000 bytes"),
    });
  });

  it("a place on disk where no file can be", async () => {
    await mkdir(join(directory, DATA), { recursive: true });
    await expect(fetched()).rejects.toMatchObject({
      name: "ModelError",
      message: expect.stringMatching(/model\.onnx\.data \(Error: EISDIR/),
    });
  });
});
