import { createReadStream } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { CreateBucketCommand, GetObjectCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { makeSharpCodec } from "../../adapters/image/sharp-codec.ts";
import { ScanRequested } from "../../core/api/scan-request.ts";
import { ListAnswer } from "../../core/api/verdict-list.ts";
import { VerdictAnswer } from "../../core/api/verdict-query.ts";
import { backfillUsd } from "../../core/cost/image-cost.ts";
import { jobFor } from "../helpers/builders.ts";
import { runCli } from "../helpers/running/run-cli.ts";
import { temporaryFolder } from "../helpers/temporary-folder.ts";
import { DEPLOY_TIMEOUT_MS, DeployedSystem, SIGNED, SOON } from "./deployed-system.ts";

// What CloudFormation makes of the app, and real functions behind real queues: nobody calls a handler
// here. The emulator's notifications are not form-encoded and carry no sequencer, so keys are plain
// letters and each is written once; overwrites and encoded keys are proved elsewhere.

let system: DeployedSystem;
let sqs: SQSClient;

beforeAll(async () => {
  system = await DeployedSystem.start();
  await system.deploy(["compute=lambdaCpu"]);
  const credentials = { accessKeyId: "local", secretAccessKey: "local" };
  sqs = new SQSClient({ endpoint: system.aws.endpoint, region: "us-east-1", credentials });
}, DEPLOY_TIMEOUT_MS);

afterAll(() => system?.aws.stop(), 30_000);

it("an upload ends in a verdict, its mask, and the answer of the API", async () => {
  const times: number[] = [];
  for (const [sample, key] of [
    ["table-removal.jpg", "first"],
    ["dogs.jpg", "second"],
  ] as const) {
    const before = performance.now();
    await system.upload(sample, key);
    const verdict = await system.verdictOf(key);
    times.push(Math.round(performance.now() - before));

    if (verdict.state !== "scanned") throw new Error(`${key}: ${JSON.stringify(verdict)}`);
    const { bucket: Bucket, key: Key, width, height } = verdict.mask;
    const stored = await system.s3.send(new GetObjectCommand({ Bucket, Key }));
    const png = await stored.Body?.transformToByteArray();
    const mask = await makeSharpCodec().decodeGray(png ?? new Uint8Array());
    expect([mask.width, mask.height]).toEqual([width, height]);

    const { status, body } = await system.query(key, ...SIGNED);
    expect(status).toBe(200);
    expect(VerdictAnswer.parse(body)).toMatchObject({ verdict, stale: false });
  }
  process.stdout.write(`upload to verdict: first ${times[0]} ms, warm ${times[1]} ms\n`);
}, 120_000);

it("the API lists what is flagged, and has an object scanned again", async () => {
  const first = await system.verdictOf("first");
  const list = await system.call("/verdicts?limit=10", ...SIGNED);
  const expected = first.state === "scanned" && first.label === "manipulated" ? [first] : [];
  expect(ListAnswer.parse(list.body)).toEqual({ verdicts: expected });

  const body = JSON.stringify({ bucket: system.output("ImageBucketName"), key: "second" });
  const again = await system.call("/scans", ...SIGNED, "--data", body);
  const { scanId } = ScanRequested.parse(again.body);
  await vi.waitFor(
    async () => expect(await system.verdictOf("second")).toMatchObject({ scanId }),
    SOON,
  );
}, 120_000);

it("a broken image ends in a verdict that says so", async () => {
  const Bucket = system.output("ImageBucketName");
  const Body = createReadStream("samples/dogs.jpg", { end: 2000 });
  await system.s3.send(new PutObjectCommand({ Bucket, Key: "broken", Body, ContentLength: 2001 }));
  expect(await system.verdictOf("broken")).toMatchObject({
    state: "failed",
    reason: { code: "corrupt" },
  });
}, 120_000);

it("a dead letter is parked as a verdict", async () => {
  const job = jobFor({ bucket: system.output("ImageBucketName"), key: "given-up" });
  const QueueUrl = system.output("ScanDeadLettersUrl");
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: JSON.stringify(job) }));
  expect(await system.verdictOf("given-up")).toMatchObject({
    state: "failed",
    reason: { code: "poison" },
  });
}, 120_000);

/** `fasa …` of somebody who kept the outputs of the deployment, and has credentials. */
async function fasa(...args: string[]): Promise<unknown> {
  const folder = await temporaryFolder();
  const file = join(folder, "outputs.json");
  await writeFile(file, JSON.stringify({ FasaScanner: system.outputs }));
  const run = await runCli([...args, "--json"], folder, {
    ...system.aws.environment,
    ...system.endpoints(),
    FASA_SYSTEM: file,
  });
  expect(run.stderr).toBe("");
  return JSON.parse(run.stdout);
}

it("an operator has all scanned again, and what was given up, and finds nothing missing", async () => {
  const bucket = `s3://${system.output("ImageBucketName")}/`;
  const dry = await fasa("backfill", bucket, "--again", "--dry-run");
  const usd = backfillUsd({ objects: 3, scans: 3 }, "lambdaCpu");
  expect(dry).toMatchObject({ queued: 3, usd: expect.closeTo(usd, 9) });
  expect(await fasa("backfill", `${bucket}first`, "--again")).toMatchObject({ queued: 1 });
  await vi.waitFor(
    async () => expect(await system.verdictOf("first")).toMatchObject({ generation: 1 }),
    SOON,
  );
  expect(await fasa("redrive")).toMatchObject({ queued: 1, reasons: { poison: 1 } });
  await vi.waitFor(
    async () => expect(await system.verdictOf("given-up")).toMatchObject({ generation: 1 }),
    SOON,
  );
  const nothing = { items: 3, queued: 0, notQueued: { hasVerdict: 3 } };
  expect(await fasa("reconcile", "--written-before", "0m")).toMatchObject(nothing);
}, 240_000);

it("the API knows nothing of what nobody uploaded, and answers signed requests alone", async () => {
  expect(await system.query("nothing", ...SIGNED)).toMatchObject({ status: 404 });
  expect(await system.query("nothing")).toMatchObject({ status: 403 });
});

it(
  "a scanner that is deployed anew goes on with what the one before left behind",
  async () => {
    const verdict = await system.verdictOf("first");
    const names = [
      "bucket=ImageBucketName",
      "maskBucket=MaskBucketName",
      "verdictTable=VerdictTableName",
    ];
    const kept = names.map((each) => each.replace(/=(.*)/, (_, name) => `=${system.output(name)}`));
    await system.destroy(["compute=lambdaCpu"]);
    await system.deploy(["compute=lambdaCpu", ...kept]);
    expect(system.output("VerdictTableName")).toBe(kept[2]?.split("=")[1]);
    const answer = await system.query("first", ...SIGNED);
    expect(VerdictAnswer.parse(answer.body)).toMatchObject({ verdict, stale: false });
    await system.upload("table-removal.jpg", "afterwards");
    const later = await system.verdictOf("afterwards");
    expect(later).toMatchObject({ mask: { bucket: kept[1]?.split("=")[1] } });
  },
  2 * DEPLOY_TIMEOUT_MS,
);

it(
  "a bucket that exists already is scanned through EventBridge, by its filter alone",
  async () => {
    await system.s3.send(new CreateBucketCommand({ Bucket: "photos" }));
    const context = ["compute=lambdaCpu", "bucket=photos", "prefix=in"];
    await system.deploy(context);
    expect(system.output("ImageBucketName")).toBe("photos");
    await system.upload("dogs.jpg", "out");
    await system.upload("dogs.jpg", "in");
    expect(await system.verdictOf("in")).toMatchObject({ state: "scanned" });
    expect(await system.query("out", ...SIGNED)).toMatchObject({ status: 404 });
  },
  DEPLOY_TIMEOUT_MS,
);
