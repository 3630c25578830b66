import { readFile } from "node:fs/promises";
import { createServer } from "node:net";
import { afterAll, beforeAll, expect, it } from "vitest";
import { parseScanResult } from "../../core/contracts/scan-result.ts";
import { buildWorkerImage, type WorkerImage } from "../../scripts/image/built-image.ts";
import { startContainer } from "./container.ts";
import { BUCKET, startEmulatedQueues } from "./emulated-queues.ts";

// The CPU target, built from this checkout and started as it is: nothing of it comes from here but by its build.

const SAMPLE = "samples/dandelions-splice.jpg";

let image: WorkerImage;
beforeAll(async () => {
  image = await buildWorkerImage("cpu");
  process.stdout.write(`cpu image: ${await image.buildah.size(image.name)} unpacked\n`);
});
afterAll(() => image?.remove());

it("the worker scans an upload, sends its result, and leaves with 0 when it is told to", async () => {
  const queues = await startEmulatedQueues();
  const worker = await startContainer(image, { env: queues.env });
  await queues.upload("a b.jpg", SAMPLE);
  expect(await queues.nextResult()).toMatchObject({
    state: "scanned",
    findings: { label: "manipulated" },
    job: { object: { bucket: BUCKET, key: "a b.jpg" } },
    model: { name: "fasa-compact" },
  });
  await worker.stop();
  expect(await worker.ended()).toBe(0);
});

it("the worker is `node`, and nobody else", async () => {
  const id = await startContainer(image, { command: ["id", "-u"] });
  expect([await id.ended(), id.said()]).toEqual([0, "1000\n"]);
});

it("the worker says which variable it lacks, and ends", async () => {
  const { env } = await startEmulatedQueues();
  const { AWS_REGION: _, ...rest } = env;
  const worker = await startContainer(image, { env: rest });
  expect(await worker.ended()).not.toBe(0);
  expect(worker.said()).toContain("AWS_REGION");
});

it("serve answers a ping, and a picture with what it found", async () => {
  const port = await freePort();
  const [entry = ""] = await image.buildah.command(image.name);
  const serve = await startContainer(image, {
    command: [entry, "serve"],
    env: { AWS_REGION: "us-east-1", SAGEMAKER_BIND_TO_PORT: String(port) },
  });
  await serve.saying("serve-started");
  const url = `http://127.0.0.1:${port}`;
  expect((await fetch(`${url}/ping`)).status).toBe(200);
  const answer = await fetch(`${url}/invocations`, {
    method: "POST",
    headers: { "content-type": "image/jpeg" },
    body: new Uint8Array(await readFile(SAMPLE)),
  });
  const result = parseScanResult(await answer.text());
  expect(result).toMatchObject({ state: "scanned", findings: { label: "manipulated" } });
  await serve.stop();
  expect(await serve.ended()).toBe(0);
  expect(serve.said()).not.toContain("onnxruntime");
});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === "string") throw new TypeError("no port is free");
  return address.port;
}
