import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { createReadStream } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import {
  CreateBucketCommand,
  GetObjectCommand,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { makeDynamoDbClient } from "../../adapters/aws/clients.ts";
import { DynamoVerdictStore } from "../../adapters/aws/dynamo/dynamo-verdict-store.ts";
import { makeSharpCodec } from "../../adapters/image/sharp-codec.ts";
import { ScanRequested } from "../../core/api/scan-request.ts";
import { ListAnswer } from "../../core/api/verdict-list.ts";
import { VerdictAnswer } from "../../core/api/verdict-query.ts";
import { latestRow } from "../../core/contracts/object-keys.ts";
import type { Verdict } from "../../core/contracts/verdict.ts";
import { backfillUsd } from "../../core/cost/image-cost.ts";
import type { WorkerEnv } from "../../gpu-worker/env.ts";
import { deployTo, type Ministack, startMinistack } from "../../scripts/ministack.ts";
import { jobFor } from "../helpers/builders.ts";
import { runCli } from "../helpers/running/run-cli.ts";
import { temporaryFolder } from "../helpers/temporary-folder.ts";

// What CloudFormation makes of the app, and real functions behind real queues: nobody calls a handler
// here. The emulator's notifications are not form-encoded and carry no sequencer, so keys are plain
// letters and each is written once; overwrites and encoded keys are proved elsewhere.

const SOON = { timeout: 60_000, interval: 50 };
const DEPLOY_TIMEOUT_MS = 400_000;

let aws: Ministack;
let outputs: Readonly<Record<string, string>>;
let s3: S3Client;
let sqs: SQSClient;
let log = "";

beforeAll(async () => {
  aws = await startMinistack({ onOutput: (text) => (log += text) });
  outputs = await deploy(aws, "one", ["compute=lambdaCpu"]);
  const { endpoint } = aws;
  const credentials = { accessKeyId: "local", secretAccessKey: "local" };
  const client = { endpoint, region: "us-east-1", credentials };
  [s3, sqs] = [new S3Client({ ...client, forcePathStyle: true }), new SQSClient(client)];
}, DEPLOY_TIMEOUT_MS);

afterAll(() => aws?.stop(), 30_000);

/** `cdk deploy`; of split stacks the pipeline and what it is above of: the emulator has no GPU to put above. */
async function deploy(to: Ministack, stacks: "one" | "split", context: readonly string[]) {
  const given = [`stacks=${stacks}`, ...context].flatMap((setting) => ["--context", setting]);
  const [named, name] =
    stacks === "one" ? [[], "FasaScanner"] : [["FasaScannerPipeline"], "FasaScannerPipeline"];
  return (await deployTo(to, [...named, ...given]))[name] ?? {};
}

function output(name: string): string {
  const value = outputs[name];
  if (value === undefined) throw new Error(`no output ${name} in ${JSON.stringify(outputs)}`);
  return value;
}

async function upload(sample: string, Key: string): Promise<void> {
  const Body = await readFile(`samples/${sample}`);
  await s3.send(new PutObjectCommand({ Bucket: output("ImageBucketName"), Key, Body }));
}

/** The verdict about what is under the key, once there is one. */
async function verdictOf(key: string): Promise<Verdict> {
  const row = latestRow({ bucket: output("ImageBucketName"), key });
  const table = { tableName: output("VerdictTableName") };
  const verdicts = new DynamoVerdictStore(makeDynamoDbClient(aws), table);
  return vi.waitFor(async () => {
    const verdict = await verdicts.get(row);
    if (verdict === undefined) throw new Error(`no verdict about ${key}; ${log.slice(-4000)}`);
    return verdict;
  }, SOON);
}

function query(key: string, ...more: string[]) {
  const search = new URLSearchParams({ bucket: output("ImageBucketName"), key });
  return call(`/verdict?${search}`, ...more);
}

/** Calls the HTTP API by its own host name, which only this command knows. */
async function call(target: string, ...more: string[]): Promise<{ status: number; body: unknown }> {
  const url = new URL(target, output("QueryUrl"));
  const { stdout } = await promisify(execFile)("curl", [
    ...["--silent", "--resolve", `${url.hostname}:${url.port}:127.0.0.1`],
    ...["--write-out", "\n%{http_code}", ...more, url.href],
  ]);
  const [body = "", status] = stdout.split("\n");
  return { status: Number(status), body: JSON.parse(body) };
}

const SIGNED = ["--aws-sigv4", "aws:amz:us-east-1:execute-api", "--user", "local:local"];

it("an upload ends in a verdict, its mask, and the answer of the API", async () => {
  const times: number[] = [];
  for (const [sample, key] of [
    ["table-removal.jpg", "first"],
    ["dogs.jpg", "second"],
  ] as const) {
    const before = performance.now();
    await upload(sample, key);
    const verdict = await verdictOf(key);
    times.push(Math.round(performance.now() - before));

    if (verdict.state !== "scanned") throw new Error(`${key}: ${JSON.stringify(verdict)}`);
    const { bucket: Bucket, key: Key, width, height } = verdict.mask;
    const stored = await s3.send(new GetObjectCommand({ Bucket, Key }));
    const png = await stored.Body?.transformToByteArray();
    const mask = await makeSharpCodec().decodeGray(png ?? new Uint8Array());
    expect([mask.width, mask.height]).toEqual([width, height]);

    const { status, body } = await query(key, ...SIGNED);
    expect(status).toBe(200);
    expect(VerdictAnswer.parse(body)).toMatchObject({ verdict, stale: false });
  }
  process.stdout.write(`upload to verdict: first ${times[0]} ms, warm ${times[1]} ms\n`);
}, 120_000);

it("the API lists what is flagged, and has an object scanned again", async () => {
  const first = await verdictOf("first");
  const list = await call("/verdicts?limit=10", ...SIGNED);
  const expected = first.state === "scanned" && first.label === "manipulated" ? [first] : [];
  expect(ListAnswer.parse(list.body)).toEqual({ verdicts: expected });

  const body = JSON.stringify({ bucket: output("ImageBucketName"), key: "second" });
  const again = await call("/scans", ...SIGNED, "--data", body);
  const { scanId } = ScanRequested.parse(again.body);
  await vi.waitFor(async () => expect(await verdictOf("second")).toMatchObject({ scanId }), SOON);
}, 120_000);

it("a broken image ends in a verdict that says so", async () => {
  const Bucket = output("ImageBucketName");
  const Body = createReadStream("samples/dogs.jpg", { end: 2000 });
  await s3.send(new PutObjectCommand({ Bucket, Key: "broken", Body, ContentLength: 2001 }));
  expect(await verdictOf("broken")).toMatchObject({ state: "failed", reason: { code: "corrupt" } });
}, 120_000);

it("a dead letter is parked as a verdict", async () => {
  const job = jobFor({ bucket: output("ImageBucketName"), key: "given-up" });
  const QueueUrl = output("ScanDeadLettersUrl");
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: JSON.stringify(job) }));
  expect(await verdictOf("given-up")).toMatchObject({
    state: "failed",
    reason: { code: "poison" },
  });
}, 120_000);

/** What signs a request: the emulator does not look, but an SDK wants it. */
function credentials(): NodeJS.ProcessEnv {
  const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY } = aws.environment;
  return { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY };
}

/** Where a process finds what is deployed. No name service here knows a bucket's own host name; an address has none. */
function endpoints(): NodeJS.ProcessEnv {
  return {
    AWS_ENDPOINT_URL: aws.endpoint,
    AWS_ENDPOINT_URL_S3: aws.endpoint.replace("localhost", "127.0.0.1"),
  };
}

/** `fasa …` of somebody who kept the outputs of the deployment, and has credentials. */
async function fasa(...args: string[]): Promise<unknown> {
  const folder = await temporaryFolder();
  const system = join(folder, "outputs.json");
  await writeFile(system, JSON.stringify({ FasaScanner: outputs }));
  const run = await runCli([...args, "--json"], folder, {
    ...aws.environment,
    ...endpoints(),
    FASA_SYSTEM: system,
  });
  expect(run.stderr).toBe("");
  return JSON.parse(run.stdout);
}

it("an operator has all scanned again, and what was given up, and finds nothing missing", async () => {
  const bucket = `s3://${output("ImageBucketName")}/`;
  const dry = await fasa("backfill", bucket, "--again", "--dry-run");
  const usd = backfillUsd({ objects: 3, scans: 3 }, "lambdaCpu");
  expect(dry).toMatchObject({ queued: 3, usd: expect.closeTo(usd, 9) });
  expect(await fasa("backfill", `${bucket}first`, "--again")).toMatchObject({ queued: 1 });
  await vi.waitFor(
    async () => expect(await verdictOf("first")).toMatchObject({ generation: 1 }),
    SOON,
  );
  expect(await fasa("redrive")).toMatchObject({ queued: 1, reasons: { poison: 1 } });
  await vi.waitFor(
    async () => expect(await verdictOf("given-up")).toMatchObject({ generation: 1 }),
    SOON,
  );
  const nothing = { items: 3, queued: 0, notQueued: { hasVerdict: 3 } };
  expect(await fasa("reconcile", "--written-before", "0m")).toMatchObject(nothing);
}, 240_000);

it("the API knows nothing of what nobody uploaded, and answers signed requests alone", async () => {
  expect(await query("nothing", ...SIGNED)).toMatchObject({ status: 404 });
  expect(await query("nothing")).toMatchObject({ status: 403 });
});

describe("with the worker as a process of its own, as in a container", () => {
  let worker: ChildProcess;

  beforeAll(async () => {
    outputs = await deploy(aws, "split", ["compute=ecsGpu"]);
    const env = {
      AWS_REGION: "us-east-1",
      SCAN_QUEUE_URL: output("ScanQueueUrl"),
      BACKFILL_QUEUE_URL: output("BackfillQueueUrl"),
      RESULT_QUEUE_URL: output("ResultQueueUrl"),
      MASK_BUCKET: output("MaskBucketName"),
      MAX_DELIVERIES: "4",
      VISIBILITY_SECONDS: "120",
    } satisfies WorkerEnv;
    worker = spawn(process.execPath, ["--import", "tsx", "gpu-worker/worker.ts"], {
      // Of the SDK's variables only what stands for AWS and for the task's role: the rest a task must be given.
      env: { PATH: process.env["PATH"], ...credentials(), ...endpoints(), ...env },
      stdio: ["ignore", "inherit", "inherit"],
    });
  }, DEPLOY_TIMEOUT_MS);

  afterAll(() => void worker?.kill("SIGKILL"));

  it("an upload ends in a verdict", async () => {
    await upload("dogs.jpg", "by-the-worker");
    expect(await verdictOf("by-the-worker")).toMatchObject({ state: "scanned" });
    expect(await query("by-the-worker", ...SIGNED)).toMatchObject({ status: 200 });
  }, 120_000);

  it(
    "so does one in a bucket that exists already",
    async () => {
      await s3.send(new CreateBucketCommand({ Bucket: "press" }));
      outputs = await deploy(aws, "split", ["compute=ecsGpu", "bucket=press"]);
      await upload("dogs.jpg", "theirs");
      expect(await verdictOf("theirs")).toMatchObject({ state: "scanned" });
    },
    DEPLOY_TIMEOUT_MS,
  );

  it("stops when it is told to, with nothing in hand", async () => {
    worker.kill("SIGTERM");
    expect(await once(worker, "exit")).toEqual([0, null]);
  }, 60_000);
});

it(
  "a bucket that exists already is scanned through EventBridge, by its filter alone",
  async () => {
    await s3.send(new CreateBucketCommand({ Bucket: "photos" }));
    const context = ["compute=lambdaCpu", "bucket=photos", "prefix=in"];
    outputs = await deploy(aws, "one", context);
    expect(output("ImageBucketName")).toBe("photos");
    await upload("dogs.jpg", "out");
    await upload("dogs.jpg", "in");
    expect(await verdictOf("in")).toMatchObject({ state: "scanned" });
    expect(await query("out", ...SIGNED)).toMatchObject({ status: 404 });
  },
  DEPLOY_TIMEOUT_MS,
);
