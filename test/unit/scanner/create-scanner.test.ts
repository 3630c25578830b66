import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it, onTestFinished, vi } from "vitest";
import { makeSharpCodec } from "../../../adapters/image/sharp-codec.ts";
import { OnnxDetector } from "../../../adapters/onnx/onnx-detector.ts";
import { createScanner, type Scanner } from "../../../scanner/create-scanner.ts";
import { TINY_MODEL_DIRECTORY } from "../../helpers/fixtures.ts";
import { halfRed } from "../../helpers/pictures.ts";
import { temporaryFolder } from "../../helpers/temporary-folder.ts";

let scanner: Scanner;
beforeAll(async () => {
  scanner = await createScanner({ model: TINY_MODEL_DIRECTORY, threads: 1 });
});
afterAll(() => scanner.close());

it("says the same of a file and of its bytes, with a mask where it is asked for", async () => {
  const path = join(await temporaryFolder(), "half.jpg");
  await writeFile(path, await halfRed(320, 200).jpeg({ quality: 100 }).toBuffer());
  const [ofFile, ofBytes] = await Promise.all([
    scanner.scan(path),
    scanner.scan(await readFile(path), { mask: true }),
  ]);
  expect(ofFile).toMatchObject({
    state: "scanned",
    label: "manipulated",
    decidedBy: "network",
    image: { width: 320, height: 200, format: "jpeg" },
    model: { name: "tiny", version: "1" },
    regions: [{ x: 0, y: 0, height: 200 }],
  });
  expect(ofFile).not.toHaveProperty("mask");
  if (ofBytes.state !== "scanned") throw new Error(`expected a scan: ${ofBytes.reason.message}`);
  const { mask, timings: _, ...rest } = ofBytes;
  expect(ofFile).toMatchObject(rest);
  const { width, height, values } = await makeSharpCodec().decodeGray(mask ?? Uint8Array.of());
  expect({ width, height }).toEqual({ width: 320, height: 200 });
  expect([values[0], values[319]].map((value = 0) => value >= 128)).toEqual([true, false]);
});

it.each([
  ["a file that is not there", "nowhere.jpg", "not_found"],
  ["bytes that are no image", Uint8Array.of(1, 2, 3), "unsupported_format"],
])("gives the reason of %s", async (_, image, code) => {
  const scan = await scanner.scan(image);
  expect(scan).toMatchObject({ state: "failed", reason: { code } });
});

const stopped = { name: "ScanStoppedError", retryable: true };

it("ends the waiting when a signal says so, and scans the next image", async () => {
  const image = await halfRed(320, 200).png().toBuffer();
  const controller = new AbortController();
  const scan = scanner.scan(image, { signal: controller.signal });
  controller.abort(new Error("enough"));
  const message = expect.stringContaining("a signal to stop: Error: enough.");
  await expect(scan).rejects.toMatchObject({ ...stopped, message });
  const { signal } = new AbortController();
  expect(await scanner.scan(image, { signal })).toMatchObject({ state: "scanned" });
});

it("ends the waiting at once when the time is over already", async () => {
  const signal = AbortSignal.abort(new DOMException("too late", "TimeoutError"));
  const scan = scanner.scan("nowhere.jpg", { signal });
  await expect(scan).rejects.toMatchObject({ ...stopped, cause: { name: "TimeoutError" } });
});

it("keeps what nobody waits for from the network", async () => {
  const detect = vi.spyOn(OnnxDetector.prototype, "detect");
  onTestFinished(() => detect.mockRestore());
  const image = await halfRed(320, 200).png().toBuffer();
  const controller = new AbortController();
  const scan = scanner.scan(image, { signal: controller.signal });
  controller.abort();
  await expect(scan).rejects.toMatchObject(stopped);
  await scanner.scan(image);
  expect(detect).toHaveBeenCalledTimes(1);
});

it("refuses a rate without a threshold", async () => {
  const options = { model: TINY_MODEL_DIRECTORY, falsePositiveRate: "0.01" };
  await expect(createScanner(options)).rejects.toThrow("has no threshold");
});

it.each([{ history: "OFF" }, { historyy: "off" }, { falsePositiveRate: "5e-2" }, { threads: 0 }])(
  "refuses the options %j",
  async (options) => {
    // As a caller without types would.
    const create: (options: object) => Promise<Scanner> = createScanner;
    await expect(create({ model: TINY_MODEL_DIRECTORY, ...options })).rejects.toThrow(TypeError);
  },
);
