import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { EventBridgeClient, PutRuleCommand, PutTargetsCommand } from "@aws-sdk/client-eventbridge";
import {
  CreateBucketCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutBucketNotificationConfigurationCommand,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { z } from "zod";
import { makeDynamoDbClient } from "../../adapters/aws/clients.ts";
import { DynamoQuarantineRecords } from "../../adapters/aws/dynamo/dynamo-quarantine-records.ts";
import { DynamoVerdictStore } from "../../adapters/aws/dynamo/dynamo-verdict-store.ts";
import { latestRow, versionRow } from "../../core/contracts/object-keys.ts";
import type { Verdict } from "../../core/contracts/verdict.ts";
import { deployTo, type Ministack, startMinistack } from "../../scripts/ministack.ts";
import { makeApp, makeStacks } from "../helpers/infra/synth.ts";
import { temporaryFolder } from "../helpers/temporary-folder.ts";

// Of the emulator's one account, its buckets stand for those of another: it enforces no policy.

const ACCOUNT = "000000000000";
const SOON = { timeout: 90_000, interval: 100 };
const DEPLOY_TIMEOUT_MS = 400_000;
const HELD = "held";
const KEY = "press/red flower.jpg";

let aws: Ministack;
let outputs: Readonly<Record<string, string>>;
let s3: S3Client;
let log = "";

beforeAll(async () => {
  aws = await startMinistack({ onOutput: (text) => (log += text) });
  s3 = new S3Client({ ...clientOf(), forcePathStyle: true });
  await s3.send(new CreateBucketCommand({ Bucket: HELD }));
  outputs = await deploy("compute=lambdaCpu", "quarantine=move", `quarantineTo=${HELD}/images`);
}, DEPLOY_TIMEOUT_MS);

afterAll(() => aws?.stop(), 30_000);

function clientOf() {
  const credentials = { accessKeyId: "local", secretAccessKey: "local" };
  return { endpoint: aws.endpoint, region: "us-east-1", credentials };
}

async function deploy(...settings: readonly string[]) {
  const context = settings.flatMap((each) => ["--context", each]);
  return (await deployTo(aws, context))["FasaScanner"] ?? {};
}

function output(name: string): string {
  const value = outputs[name];
  if (value === undefined) throw new Error(`no output ${name} in ${JSON.stringify(outputs)}`);
  return value;
}

async function upload(sample: string, Key: string): Promise<string | undefined> {
  const Body = await readFile(`samples/${sample}`);
  const Bucket = output("ImageBucketName");
  const put = { Bucket, Key, Body, ContentType: "image/jpeg", Metadata: { camera: "X100" } };
  return (await s3.send(new PutObjectCommand(put))).VersionId;
}

const verdicts = () =>
  new DynamoVerdictStore(makeDynamoDbClient(aws), { tableName: output("VerdictTableName") });
const records = () =>
  new DynamoQuarantineRecords(makeDynamoDbClient(aws), output("VerdictTableName"));

/** `latest`, once it is as it should be. */
function verdictOf(key: string, isIt: (verdict: Verdict) => boolean): Promise<Verdict> {
  return vi.waitFor(async () => {
    const verdict = await verdicts().get(latestRow({ bucket: output("ImageBucketName"), key }));
    if (verdict !== undefined && isIt(verdict)) return verdict;
    throw new Error(`${JSON.stringify(verdict)} about ${key}; ${log.slice(-6000)}`);
  }, SOON);
}

async function bytesOf(Bucket: string, Key: string, VersionId?: string) {
  const version = VersionId === undefined ? {} : { VersionId };
  const { Body, Metadata, ContentType } = await s3.send(
    new GetObjectCommand({ Bucket, Key, ...version }),
  );
  return { bytes: await Body?.transformToByteArray(), Metadata, ContentType };
}

it("a manipulated image is moved, its version is kept, and its verdict stays", async () => {
  const VersionId = await upload("dandelions-splice.jpg", KEY);
  const first = await verdictOf(KEY, ({ state }) => state === "scanned");
  const record = await vi.waitFor(async () => {
    const found = await records().get(first.object);
    if (found?.state === "removed") return found;
    throw new Error(`${JSON.stringify(found)}; ${log.slice(-6000)}`);
  }, SOON);

  const sent = new Uint8Array(await readFile("samples/dandelions-splice.jpg"));
  const held = await bytesOf(HELD, record.copy.key);
  expect(record.copy.key).toMatch(/^images\/.+\/[0-9a-f]{64}\.jpeg$/);
  expect(held.bytes).toEqual(sent);
  expect(held.ContentType).toBe("image/jpeg");
  expect(held.Metadata).toMatchObject({
    camera: "X100",
    "fasa-bucket": output("ImageBucketName"),
    "fasa-key": "press%2Fred%20flower.jpg",
    "fasa-version": VersionId,
  });
  await expect(bytesOf(output("ImageBucketName"), KEY)).rejects.toThrow();
  expect((await bytesOf(output("ImageBucketName"), KEY, VersionId)).bytes).toEqual(sent);

  // The deletion has come once the verdict stands under its event.
  const own = await verdicts().get(versionRow(first.object));
  const standing = await verdictOf(KEY, ({ order }) => order !== own?.order);
  expect(standing).toMatchObject({ state: "scanned", label: "manipulated" });
}, 200_000);

it("an authentic image stays where it is", async () => {
  await upload("dogs.jpg", "authentic.jpg");
  const verdict = await verdictOf("authentic.jpg", ({ state }) => state === "scanned");
  expect(verdict).toMatchObject({ label: "authentic" });
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: HELD }));
  expect(Contents).toHaveLength(1);
}, 200_000);

const Sent = z.object({
  Resources: z.object({
    Uploads0: z.object({ Properties: z.object({ EventPattern: z.json() }) }),
  }),
});

/** What the owner of the bucket does: docs/accounts.md, with the rule of the template that is written for them. */
async function sendEventsOf(Bucket: string, settings: Readonly<Record<string, string>>) {
  const outdir = await temporaryFolder();
  makeStacks(makeApp({ bundled: false, outdir }), { stacks: "one", ...settings });
  const template = await readFile(join(outdir, "FasaScanner.source-account.json"), "utf8");
  const { EventPattern } = Sent.parse(JSON.parse(template)).Resources.Uploads0.Properties;
  const NotificationConfiguration = { EventBridgeConfiguration: {} };
  await s3.send(
    new PutBucketNotificationConfigurationCommand({ Bucket, NotificationConfiguration }),
  );
  const events = new EventBridgeClient(clientOf());
  const Name = "fasa-source";
  await events.send(new PutRuleCommand({ Name, EventPattern: JSON.stringify(EventPattern) }));
  const Arn = `arn:aws:events:us-east-1:${ACCOUNT}:event-bus/${output("SourceBusName")}`;
  await events.send(new PutTargetsCommand({ Rule: Name, Targets: [{ Id: "Scanner", Arn }] }));
}

it(
  "a bucket of another account is scanned once its owner sends the events, by its filter alone",
  async () => {
    const settings = {
      compute: "lambdaCpu",
      bucket: "theirs",
      sourceAccount: ACCOUNT,
      prefix: "in/",
    };
    await s3.send(new CreateBucketCommand({ Bucket: "theirs" }));
    outputs = await deploy(...Object.entries(settings).map((setting) => setting.join("=")));
    await upload("dogs.jpg", "in/untold.jpg");
    await sendEventsOf("theirs", settings);
    await upload("dogs.jpg", "out/left.jpg");
    await upload("dogs.jpg", "in/theirs.jpg");
    const verdict = await verdictOf("in/theirs.jpg", ({ state }) => state === "scanned");
    expect(verdict.object).toMatchObject({ bucket: "theirs" });
    for (const key of ["in/untold.jpg", "out/left.jpg"]) {
      expect(await verdicts().get(latestRow({ bucket: "theirs", key }))).toBeUndefined();
    }
  },
  DEPLOY_TIMEOUT_MS,
);
