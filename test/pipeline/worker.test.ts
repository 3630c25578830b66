import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { CreateBucketCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  SendMessageCommand,
} from "@aws-sdk/client-sqs";
import { buildApp } from "fauxqs";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { makeS3Client, makeSqsClient } from "../../adapters/aws/clients.ts";
import { SqsMessageQueue } from "../../adapters/aws/sqs/sqs-message-queue.ts";
import { parseScanResult, type ScanResult } from "../../core/contracts/scan-result.ts";
import type { WorkerEnv } from "../../gpu-worker/env.ts";
import { ModelBucket } from "../helpers/doubles/model-bucket.ts";
import { temporaryFolder } from "../helpers/temporary-folder.ts";

const BUCKET = "uploads";
/** The emulator's queues are at sqs.us-east-1.localhost, which not every machine resolves. */
const RESOLVE_LOCALHOST = `data:text/javascript,import { interceptLocalhostDns } from ${JSON.stringify(import.meta.resolve("fauxqs"))}; interceptLocalhostDns();`;
const IMAGE = new URL("../fixtures/images/jpeg-exif-6.jpg", import.meta.url);

let emulator: ReturnType<typeof buildApp>;
let endpoint: string;
let queueUrls: { scan: string; backfill: string; results: string };
let worker: ChildProcess | undefined;

beforeEach(async () => {
  emulator = buildApp({ logger: false });
  endpoint = await emulator.listen({ host: "127.0.0.1", port: 0 });
  await makeS3Client({ endpoint }).send(new CreateBucketCommand({ Bucket: BUCKET }));
  queueUrls = {
    scan: await createQueue("scan"),
    backfill: await createQueue("backfill"),
    results: await createQueue("results"),
  };
});

afterEach(async () => {
  worker?.kill("SIGKILL");
  await emulator.close();
});

async function createQueue(name: string): Promise<string> {
  const command = new CreateQueueCommand({ QueueName: name });
  const { QueueUrl = "" } = await makeSqsClient({ endpoint }).send(command);
  return QueueUrl;
}

/** @param QueueUrl that is told of it. */
async function upload(key: string, QueueUrl = queueUrls.scan): Promise<void> {
  const put = { Bucket: BUCKET, Key: key, Body: await readFile(IMAGE) };
  const { ETag: eTag } = await makeS3Client({ endpoint }).send(new PutObjectCommand(put));
  const object = { key: encodeURIComponent(key), eTag, sequencer: "0062F1" };
  const record = { eventName: "ObjectCreated:Put", s3: { bucket: { name: BUCKET }, object } };
  const body = JSON.stringify({ Records: [record] });
  const message = { QueueUrl, MessageBody: body };
  await makeSqsClient({ endpoint }).send(new SendMessageCommand(message));
}

/** With TMPDIR, what it fetches goes there. */
function startWorker(overrides: Partial<WorkerEnv> & { readonly TMPDIR?: string } = {}) {
  const env: WorkerEnv = {
    AWS_REGION: "us-east-1",
    SCAN_QUEUE_URL: queueUrls.scan,
    BACKFILL_QUEUE_URL: queueUrls.backfill,
    MASK_BUCKET: "masks",
    RESULT_QUEUE_URL: queueUrls.results,
    MAX_DELIVERIES: "3",
    VISIBILITY_SECONDS: "30",
    MODEL_DIRECTORY: "test/fixtures/tiny-model",
    ...overrides,
  };
  const aws = {
    AWS_ENDPOINT_URL: endpoint,
    AWS_ACCESS_KEY_ID: "local",
    AWS_SECRET_ACCESS_KEY: "local",
  };
  const imports = ["--import", "tsx", "--import", RESOLVE_LOCALHOST];
  return spawn(process.execPath, [...imports, "gpu-worker/worker.ts"], {
    // No variable of the SDK's is inherited: a task has those that it is given.
    env: { PATH: process.env["PATH"], ...aws, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
}

/** What it says until it ends by itself. */
async function ended(process: ChildProcess): Promise<{ code: unknown; said: string }> {
  let said = "";
  for (const stream of [process.stdout, process.stderr]) {
    stream?.on("data", (chunk) => {
      said += chunk;
    });
  }
  const [code] = await once(process, "close");
  return { code, said };
}

async function nextResult(): Promise<ScanResult> {
  const results = new SqsMessageQueue(makeSqsClient({ endpoint }), queueUrls.results);
  const wait = { maxMessages: 1, waitSeconds: 20, visibilitySeconds: 30 };
  const [message] = await results.receive(wait);
  return parseScanResult(message?.body ?? "");
}

async function messagesIn(queueUrl: string) {
  const names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"] as const;
  const command = new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames: [...names] });
  const { Attributes = {} } = await makeSqsClient({ endpoint }).send(command);
  return { visible: Attributes[names[0]], inFlight: Attributes[names[1]] };
}

it("scans what is uploaded, and leaves with 0 and an empty queue on SIGTERM", async () => {
  worker = startWorker();
  await upload("press/red flöwer.jpg");
  expect(await nextResult()).toMatchObject({
    state: "scanned",
    job: { object: { bucket: BUCKET, key: "press/red flöwer.jpg" } },
    image: { width: 1000, height: 1500, format: "jpeg" },
    model: { name: "tiny" },
  });
  worker.kill("SIGTERM");
  expect(await once(worker, "exit")).toEqual([0, null]);
  expect(await messagesIn(queueUrls.scan)).toEqual({ visible: "0", inFlight: "0" });
});

it("scans what a backfill asks for once no upload waits, and deletes each job where it came from", async () => {
  await upload("old.jpg", queueUrls.backfill);
  await upload("new.jpg");
  worker = startWorker({ MAX_IN_FLIGHT: "1" });
  for (const key of ["new.jpg", "old.jpg"]) {
    expect(await nextResult()).toMatchObject({ state: "scanned", job: { object: { key } } });
  }
  worker.kill("SIGTERM");
  expect(await once(worker, "exit")).toEqual([0, null]);
  for (const url of [queueUrls.scan, queueUrls.backfill]) {
    expect(await messagesIn(url)).toEqual({ visible: "0", inFlight: "0" });
  }
});

it.each(["MAX_DELIVERIES", "AWS_REGION"] as const)(
  "ends with an error that names the variable when its environment lacks %s",
  async (name) => {
    worker = startWorker({ [name]: "" });
    const { code, said } = await ended(worker);
    expect(code).toBe(1);
    expect(said).toContain(name);
  },
);

it("marks the time of each poll that succeeded", async () => {
  const file = join(await temporaryFolder(), "polled");
  worker = startWorker({ POLLED_FILE: file });
  const polledAt = () => readFile(file, "utf8").then(Date.parse);
  const first = await vi.waitFor(polledAt, { timeout: 60_000, interval: 100 });
  await upload("a.jpg");
  await vi.waitFor(async () => expect(await polledAt()).toBeGreaterThan(first), {
    timeout: 60_000,
    interval: 100,
  });
});

it("ends, and counts why, where the provider is missing that it is told to use", async () => {
  worker = startWorker({ PROVIDER: "cuda" });
  const { code, said } = await ended(worker);
  expect(code).toBe(1);
  expect(said).toMatch(/\{"_aws":.*"ExecutionProviderMissing":1\}/);
  expect(said).toContain("ProviderError: cannot run");
});

describe("a model in a bucket", () => {
  async function startWithBucket(bucket: ModelBucket): Promise<ChildProcess> {
    return startWorker({
      TMPDIR: await temporaryFolder(),
      MODEL_BUCKET: bucket.location.bucket,
      MODEL_PREFIX: bucket.location.prefix,
      MODEL_MANIFEST_SHA256: bucket.location.manifestSha256,
    });
  }

  it("is fetched, and goes before the one that the image has", async () => {
    worker = await startWithBucket(await ModelBucket.filled({ endpoint }));
    await upload("a.jpg");
    expect(await nextResult()).toMatchObject({
      state: "scanned",
      model: { name: "tiny-external" },
    });
  });

  it("ends the worker when it is not the one that is meant", async () => {
    const bucket = await ModelBucket.filled({ endpoint });
    await bucket.flip("model.onnx.data");
    worker = await startWithBucket(bucket);
    const { code, said } = await ended(worker);
    expect(code).toBe(1);
    expect(said).toMatch(/ModelError: s3:\/\/models\/.*model\.onnx\.data has sha256/);
    expect(said).not.toContain("worker-started");
  });
});
