import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";
import { CreateBucketCommand } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { z } from "zod";
import { jobKeyOf } from "../../core/contracts/object-keys.ts";
import { s3UriOf } from "../../core/contracts/s3-notation.ts";
import { parseScanJob } from "../../core/contracts/scan-job.ts";
import { DEPLOY_TIMEOUT_MS, DeployedSystem, SIGNED } from "./deployed-system.ts";
import { firstObject, publish, taskEnvironment } from "./emulator-calls.ts";

// The shapes with a GPU, as far as the emulator has their resources: no instance and no endpoint comes up.
// What these would run is started here, of the folder that the image's build makes and copies (the image
// itself is started by `npm run image`), on the processor, with the environment that was deployed.

const BUILD = ["--import", "tsx", "scripts/build-worker.ts"];

let system: DeployedSystem;
let app: string;

beforeAll(async () => {
  app = await mkdtemp(join(await realpath(tmpdir()), "fasa-app-"));
  await promisify(execFile)(process.execPath, [...BUILD, app]);
  system = await DeployedSystem.start();
}, DEPLOY_TIMEOUT_MS);

afterAll(async () => {
  await system?.aws.stop();
  await rm(app, { recursive: true, force: true });
}, 30_000);

/** What the image starts. Of the SDK's variables it gets what stands for AWS and for the role alone. */
function start(entryPoint: "worker" | "serve", env: NodeJS.ProcessEnv) {
  const fromImage = { MODEL_DIRECTORY: join(app, "model"), PROVIDER: "cpu" };
  const aws = { ...system.credentials(), ...system.endpoints() };
  return spawn(process.execPath, [join(app, `${entryPoint}.mjs`)], {
    env: { PATH: process.env["PATH"], ...aws, ...env, ...fromImage },
    stdio: ["ignore", "pipe", "inherit"],
  });
}

/** The worker as its task definition starts it. */
async function startTask(): Promise<ChildProcess> {
  const environment = await taskEnvironment(system.aws.endpoint);
  expect(environment).toMatchObject({ PROVIDER: "cuda", MAX_IN_FLIGHT: "24" });
  const worker = start("worker", { ...environment, POLLED_FILE: join(app, "polled") });
  worker.stdout.resume();
  return worker;
}

async function expectToStop(worker: ChildProcess): Promise<void> {
  worker.kill("SIGTERM");
  expect(await once(worker, "exit")).toEqual([0, null]);
}

describe("the app as it deploys without any setting", () => {
  let worker: ChildProcess;

  beforeAll(async () => {
    await system.deploy([]);
    worker = await startTask();
  }, DEPLOY_TIMEOUT_MS);

  afterAll(() => void worker?.kill("SIGKILL"));

  it("an upload ends in a verdict, by a worker with the environment of its task", async () => {
    await system.upload("dogs.jpg", "by-the-worker");
    expect(await system.verdictOf("by-the-worker")).toMatchObject({ state: "scanned" });
    expect(await system.query("by-the-worker", ...SIGNED)).toMatchObject({ status: 200 });
  }, 120_000);

  it(
    "the worker stops when it is told to, with nothing in hand",
    () => expectToStop(worker),
    60_000,
  );
});

const Started = z.object({ message: z.literal("serve-started"), port: z.int() });

/** That its log names. */
async function portOf({ stdout }: ReturnType<typeof start>): Promise<number> {
  for await (const line of createInterface({ input: stdout })) {
    const { data } = Started.safeParse(JSON.parse(line));
    if (data !== undefined) return data.port;
  }
  throw new Error("serve ended before it was started");
}

describe("an endpoint, in one stack", () => {
  beforeAll(() => system.deploy(["compute=sageMaker"]), DEPLOY_TIMEOUT_MS);

  it("an upload becomes a job, and what the container answers a verdict", async () => {
    const serve = start("serve", { AWS_REGION: "us-east-1", SAGEMAKER_BIND_TO_PORT: "0" });
    onTestFinished(() => void serve.kill("SIGKILL"));
    const port = await portOf(serve);
    await system.upload("dogs.jpg", "by-the-endpoint");
    const { bucket, key, body } = await firstObject(system.s3, "exchange", "jobs/");
    const { scanId } = parseScanJob(body);
    expect(key).toBe(jobKeyOf({ scanId }));

    // What SageMaker does between the two.
    const headers = { "content-type": "application/json" };
    const url = `http://127.0.0.1:${port}/invocations`;
    const answer = await fetch(url, { method: "POST", headers, body });
    await publish(system.aws.endpoint, "Success", {
      invocationStatus: "Completed",
      inferenceId: scanId,
      requestParameters: { inputLocation: s3UriOf({ bucket, key }) },
      responseBody: { content: await answer.text() },
    });
    expect(await system.verdictOf("by-the-endpoint")).toMatchObject({ state: "scanned" });
  }, 180_000);
});

describe("split stacks, of a bucket that exists already", () => {
  it(
    "an upload ends in a verdict",
    async () => {
      await system.s3.send(new CreateBucketCommand({ Bucket: "press" }));
      // A scanner beside the other two, which take no job of its.
      const context = ["stacks=split", "name=Press", "compute=lambdaCpu", "bucket=press"];
      await system.deploy(context, ["PressPipeline"]);
      await system.upload("dogs.jpg", "theirs");
      expect(await system.verdictOf("theirs")).toMatchObject({ state: "scanned" });
    },
    DEPLOY_TIMEOUT_MS,
  );
});
