import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createInterface } from "node:readline";
import { CreateBucketCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { z } from "zod";
import { makeS3Client } from "../../adapters/aws/clients.ts";
import { scanJobFor } from "../../core/contracts/scan-job.ts";
import { MAX_SCAN_RESULT_BYTES, parseScanResult } from "../../core/contracts/scan-result.ts";
import { startEndpointServer } from "../../gpu-worker/endpoint-server.ts";
import type { ServeEnv } from "../../gpu-worker/env.ts";
import { jobFor, scannedResult } from "../helpers/builders.ts";
import { RecordedTelemetry } from "../helpers/doubles/recorded-telemetry.ts";
import { startFauxqs } from "../helpers/running/aws-emulators.ts";

const IMAGE = new URL("../fixtures/images/jpeg-exif-6.jpg", import.meta.url);
const Started = z.object({ message: z.literal("serve-started"), port: z.int() });

describe("the container", () => {
  let container: ChildProcess;
  let url: string;

  beforeEach(async () => {
    const { endpoint } = await startFauxqs();
    const client = makeS3Client({ endpoint });
    await client.send(new CreateBucketCommand({ Bucket: "uploads" }));
    const Body = await readFile(IMAGE);
    await client.send(new PutObjectCommand({ Bucket: "uploads", Key: "a b.jpg", Body }));
    const env: ServeEnv = {
      AWS_REGION: "us-east-1",
      SAGEMAKER_BIND_TO_PORT: 0,
      MODEL_DIRECTORY: "test/fixtures/tiny-model",
    };
    const aws = {
      AWS_ENDPOINT_URL: endpoint,
      AWS_ACCESS_KEY_ID: "local",
      AWS_SECRET_ACCESS_KEY: "local",
    };
    const texts = Object.entries(env).map(([name, value]) => [name, String(value)]);
    container = spawn(process.execPath, ["--import", "tsx", "gpu-worker/serve.ts"], {
      env: { ...process.env, ...aws, ...Object.fromEntries(texts) },
      stdio: ["ignore", "pipe", "ignore"],
    });
    if (container.stdout === null) throw new Error("the container has no output");
    const [line] = await once(createInterface(container.stdout), "line");
    url = `http://127.0.0.1:${Started.parse(JSON.parse(line)).port}`;
  });

  afterEach(() => {
    container.kill("SIGKILL");
  });

  async function invoke(body: string | Uint8Array<ArrayBuffer>, type: string) {
    const init = { method: "POST", headers: { "content-type": type }, body };
    const response = await fetch(`${url}/invocations`, init);
    return { status: response.status, text: await response.text() };
  }

  it("answers about a job, about bytes, and says what is neither", async () => {
    expect((await fetch(`${url}/ping`)).status).toBe(200);

    const object = { bucket: "uploads", key: "a b.jpg" };
    const job = scanJobFor({ object, generation: 0, trigger: "event" });
    const scanned = await invoke(JSON.stringify(job), "application/json");
    expect(scanned.status).toBe(200);
    expect(scanned.text.length).toBeLessThan(MAX_SCAN_RESULT_BYTES);
    const result = parseScanResult(scanned.text);
    expect(result).toMatchObject({ state: "scanned", job, image: { width: 1000, height: 1500 } });

    const inline = await invoke(new Uint8Array(await readFile(IMAGE)), "image/jpeg");
    const { state, findings } = z.looseObject({}).parse(JSON.parse(inline.text));
    expect({ state, findings }).toEqual({
      state: "scanned",
      findings: z.looseObject({}).parse(JSON.parse(scanned.text))["findings"],
    });

    const gone = await invoke(JSON.stringify(jobFor({ key: "gone.jpg" })), "application/json");
    expect(parseScanResult(gone.text)).toMatchObject({ reason: { code: "not_found" } });
    const broken = await invoke(new TextEncoder().encode("no image"), "image/png");
    expect(parseScanResult(broken.text)).toMatchObject({ reason: { code: "unsupported_format" } });
    expect(await invoke("{}", "application/json")).toMatchObject({ status: 400 });
    expect((await fetch(`${url}/models`)).status).toBe(404);
  });

  it("answers what it has in hand before it leaves, within SageMaker's thirty seconds", async () => {
    const answered = invoke(new Uint8Array(await readFile(IMAGE)), "image/jpeg");
    await new Promise((resolve) => setTimeout(resolve, 20));
    const before = performance.now();
    container.kill("SIGTERM");
    expect(await once(container, "exit")).toEqual([0, null]);
    expect(performance.now() - before).toBeLessThan(25_000);
    expect((await answered).status).toBe(200);
  });
});

describe("the server", () => {
  it("fails its pings while nothing could be scanned, and limits what it reads", async () => {
    const telemetry = new RecordedTelemetry();
    const answer = async () => scannedResult();
    const deps = { answer, isReady: () => false, telemetry, maxBodyBytes: 10 };
    const server = await startEndpointServer(deps, 0);
    onTestFinished(() => server.drain());
    const url = `http://127.0.0.1:${server.port}`;
    expect((await fetch(`${url}/ping`)).status).toBe(503);
    const post = (body: string) => fetch(`${url}/invocations`, { method: "POST", body });
    expect((await post("0123456789")).status).toBe(200);
    expect((await post("0123456789a")).status).toBe(413);
  });

  it("drains no sooner than what it has in hand is answered", async () => {
    let finish = (): void => {};
    const scanned = new Promise<void>((resolve) => {
      finish = resolve;
    });
    let inHand = (): void => {};
    const started = new Promise<void>((resolve) => {
      inHand = resolve;
    });
    const answer = async () => {
      inHand();
      await scanned;
      return scannedResult();
    };
    const telemetry = new RecordedTelemetry();
    const server = await startEndpointServer(
      { answer, isReady: () => true, telemetry, maxBodyBytes: 10 },
      0,
    );
    const url = `http://127.0.0.1:${server.port}`;
    const answered = fetch(`${url}/invocations`, { method: "POST", body: "x" });
    await started;
    let isDrained = false;
    const drained = server.drain().then(() => {
      isDrained = true;
    });
    await expect(fetch(`${url}/ping`)).rejects.toThrow();
    expect(isDrained).toBe(false);
    finish();
    expect((await answered).status).toBe(200);
    await drained;
  });

  it("says that a scan failed, and goes on", async () => {
    const answer = async () => {
      throw new Error("no memory");
    };
    const deps = {
      answer,
      isReady: () => true,
      telemetry: new RecordedTelemetry(),
      maxBodyBytes: 10,
    };
    const server = await startEndpointServer(deps, 0);
    onTestFinished(() => server.drain());
    const url = `http://127.0.0.1:${server.port}`;
    expect((await fetch(`${url}/invocations`, { method: "POST", body: "x" })).status).toBe(500);
    expect((await fetch(`${url}/ping`)).status).toBe(200);
  });
});
