import { get } from "node:http";
import { text } from "node:stream/consumers";
import { beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { z } from "zod";
import {
  makeDynamoDbClient,
  makeEventBridgeClient,
  makeS3Client,
  makeSqsClient,
} from "../../adapters/aws/clients.ts";
import { DynamoVerdictStore } from "../../adapters/aws/dynamo/dynamo-verdict-store.ts";
import { EventBridgeAnnouncer } from "../../adapters/aws/event-bridge-announcer.ts";
import { S3ObjectStore } from "../../adapters/aws/s3/s3-object-store.ts";
import { S3Tagger } from "../../adapters/aws/s3/s3-tagger.ts";
import { SqsJobQueue, SqsResultSink } from "../../adapters/aws/sqs/sqs-senders.ts";
import { sleep } from "../../adapters/clock/sleep.ts";
import { makeSharpCodec } from "../../adapters/image/sharp-codec.ts";
import { printable } from "../../adapters/terminal/printable.ts";
import { main } from "../../cli/main.ts";
import { ListAnswer } from "../../core/api/verdict-list.ts";
import { Problem, VerdictAnswer, verdictUrlOf } from "../../core/api/verdict-query.ts";
import { latestRow, versionRow } from "../../core/contracts/object-keys.ts";
import { parseScanJob } from "../../core/contracts/scan-job.ts";
import { Verdict } from "../../core/contracts/verdict.ts";
import { makeScanImage } from "../../core/scan/scan-image.ts";
import { makeScanMessage } from "../../core/scan/scan-message.ts";
import { makeListVerdicts } from "../../lambdas/query-verdict/list-verdicts.ts";
import { makeQueryVerdict } from "../../lambdas/query-verdict/query-verdict.ts";
import { makeRecordVerdict } from "../../lambdas/record-verdict/record-verdict.ts";
import { makeRequestScan } from "../../lambdas/request-scan/request-scan.ts";
import { makeRespond } from "../../local/cloud/local-routes.ts";
import { openHttpServer } from "../../local/cloud/local-server.ts";
import { makeMaskRoute } from "../../local/cloud/mask-route.ts";
import { IMAGE } from "../helpers/builders.ts";
import { fakeScan, uniformMap } from "../helpers/doubles/fake-scan.ts";
import { RecordedTelemetry } from "../helpers/doubles/recorded-telemetry.ts";
import { keyAskedFor, startS3Double } from "../helpers/doubles/s3-double.ts";
import {
  eventBridgeEvent,
  HOSTILE_KEYS,
  publishedBySns,
  s3Event,
} from "../helpers/hostile-keys.ts";
import { batchOf, leaves } from "../helpers/message-batch.ts";
import {
  type HttpDouble,
  type JsonDouble,
  type QueueDouble,
  startDynalite,
  startJsonDouble,
  startQueueDouble,
} from "../helpers/running/aws-emulators.ts";
import { runCli } from "../helpers/running/run-cli.ts";

const TABLE = "verdicts";
/** The longest that S3 allows, so that the longest key makes the longest row. */
const BUCKET = "b".repeat(63);
/** What SQS lets into a message. */
const SQS_TEXT = /^[\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]*$/u;
/** What no terminal may be sent, but for the ends of our own lines. */
const UNPRINTABLE = /(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;

const Sent = z.object({ Entries: z.tuple([z.object({ Detail: z.string() })]) });

const telemetry = new RecordedTelemetry();
const scan = fakeScan(uniformMap(8, 0.75), { ...IMAGE, width: 64, height: 48 });
const codec = makeSharpCodec();
const { clock } = scan;

let s3: HttpDouble;
let queue: QueueDouble;
let bus: JsonDouble;
let verdicts: DynamoVerdictStore;
let url: string;

beforeEach(async () => {
  [s3, queue] = [await startS3Double("9336"), await startQueueDouble()];
  bus = await startJsonDouble(() => ({ FailedEntryCount: 0, Entries: [{ EventId: "1" }] }));
  const client = makeDynamoDbClient(await startDynalite(TABLE));
  verdicts = new DynamoVerdictStore(client, { tableName: TABLE, listing: "all" });
  url = await startApi();
});

/** The API of the local system, on the adapters of the cloud. */
async function startApi(): Promise<string> {
  const objects = new S3ObjectStore(makeS3Client(s3));
  const listVerdicts = makeListVerdicts({ index: verdicts, clock });
  const reads = { verdicts, listVerdicts, reader: objects, links: objects, telemetry };
  const queryVerdict = makeQueryVerdict(reads);
  const jobs = new SqsJobQueue(makeSqsClient(queue), queue.url);
  const requestScan = makeRequestScan({ ...reads, clock, jobs });
  const server = await openHttpServer(0, telemetry);
  onTestFinished(() => server.close());
  const buckets = [{ name: BUCKET, filter: {} }];
  const backfillQueueUrl = queue.url;
  const description = { version: 1, buckets, table: TABLE, backfillQueueUrl } as const;
  const masks = makeMaskRoute({ masks: objects, maskBucket: "masks" });
  server.serve(makeRespond({ queryVerdict, requestScan, masks, description }));
  return server.url;
}

/** Message of the scan queue → worker → result queue → record-verdict, which leaves nothing behind. */
async function passOn(...bodies: readonly string[]): Promise<void> {
  const reader = new S3ObjectStore(makeS3Client(s3));
  const worksWith = { ...scan, reader, codec: { ...scan.codec, encodeGray: codec.encodeGray } };
  const scanMessage = makeScanMessage({
    results: new SqsResultSink(makeSqsClient(queue), queue.url),
    scanImage: makeScanImage(worksWith),
    resolveDeletion: () => Promise.reject(new Error("nothing was deleted")),
    clock,
    sleep,
    telemetry,
    maskBucket: "masks",
    scanTimeoutMs: 60_000,
  });
  const record = makeRecordVerdict({
    codec,
    masks: { put: async (_, body) => void (await text(body)) },
    maskBucket: "masks",
    verdicts,
    announcers: [
      new S3Tagger(makeS3Client(s3), telemetry),
      new EventBridgeAnnouncer(makeEventBridgeClient(bus), "all"),
    ],
    clock,
    telemetry,
  });
  for (const body of bodies) await scanMessage({ id: "m1", body }, { isLast: false });
  expect(await record(batchOf(...queue.bodies))).toEqual(leaves());
}

/** Two versions of the object, told of in both ways that S3 has. */
async function upload(key: string): Promise<void> {
  const second = { "version-id": "v2", sequencer: "0062F2" };
  await passOn(
    s3Event(BUCKET, key, { versionId: "v1" }),
    publishedBySns(eventBridgeEvent(BUCKET, key, second)),
  );
}

async function answerTo(target: string): Promise<unknown> {
  const response = await fetch(url + target);
  return response.json();
}

/** As a client that folds nothing sends it: fetch would. */
async function answerToPath(key: string): Promise<unknown> {
  const { hostname, port } = new URL(url);
  const path = `/verdicts/${BUCKET}/${key.split("/").map(encodeURIComponent).join("/")}`;
  return new Promise((resolve, reject) => {
    get({ hostname, port, path }, (response) => {
      text(response).then((body) => resolve(JSON.parse(body)), reject);
    });
  });
}

/** What `fasa verdict` prints. */
async function cli(...args: readonly string[]): Promise<string> {
  const printed: string[] = [];
  const print = async (line: string) => void printed.push(line);
  const terminal = { error: process.stderr, print };
  expect(await main(["verdict", "--endpoint", url, ...args], terminal)).toBe(0);
  return printed.join("\n");
}

describe.each(HOSTILE_KEYS)("the key: $name", ({ key, isFitForPath }) => {
  it("comes from the event to the rows, the tag, the announcement and every answer as it is", async () => {
    await upload(key);
    await expectTold(key);
    await expectAnswered(key, isFitForPath);
    await expectPrinted(key);
  });

  it("can be scanned on demand", async () => {
    const response = await fetch(`${url}/scans`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ bucket: BUCKET, key }),
    });
    expect(response.status).toBe(202);
    const [body = ""] = queue.bodies;
    expect(body).toMatch(SQS_TEXT);
    expect(parseScanJob(body).object).toMatchObject({ bucket: BUCKET, key });
  });
});

const secondUpload = (key: string) => ({
  bucket: BUCKET,
  key,
  versionId: "v2",
  sequencer: "0062F2",
  eTag: "9336",
});

/** In the rows, on the queue, in the requests to S3 and in the events. */
async function expectTold(key: string): Promise<void> {
  const object = secondUpload(key);
  for (const row of [latestRow(object), versionRow(object)]) {
    expect((await verdicts.get(row))?.object).toEqual(object);
  }
  expect(queue.bodies.filter((body) => !SQS_TEXT.test(body))).toEqual([]);
  const asked = s3.requests.map((request) => keyAskedFor(request, BUCKET));
  expect(s3.requests.filter(({ method }) => method === "PUT")).toHaveLength(2);
  expect(new Set(asked)).toEqual(new Set([key]));
  const announced = bus.bodies.map((body) => {
    const [{ Detail }] = Sent.parse(body).Entries;
    return Verdict.parse(JSON.parse(Detail)).object.key;
  });
  expect(announced).toEqual([key, key]);
}

/** By the API, in both forms that a question has, and in the list. */
async function expectAnswered(key: string, isFitForPath: boolean): Promise<void> {
  const object = secondUpload(key);
  const canonical = verdictUrlOf({ bucket: BUCKET, key });
  const answer = VerdictAnswer.parse(await answerTo(canonical));
  expect(answer).toMatchObject({ verdict: { object, state: "scanned" }, stale: false });
  const { pathname, searchParams } = new URL(answer.maskUrl ?? "");
  expect(pathname).toMatch(/^\/masks\/masks\/[0-9a-f]{2}\/[0-9a-f]{64}\.png$/);
  expect(searchParams.get("X-Amz-Signature")).not.toBeNull();
  const first = await answerTo(verdictUrlOf({ bucket: BUCKET, key, versionId: "v1" }));
  expect(first).toMatchObject({ verdict: { object: { key, versionId: "v1" } } });

  const byPath = await answerToPath(key);
  if (isFitForPath) expect(byPath).toMatchObject({ verdict: { object } });
  else
    expect(Problem.parse(byPath)).toMatchObject({
      status: 400,
      detail: expect.stringContaining(canonical),
    });
  const since = "/verdicts?label=manipulated&since=2026-01-02T03:00:00Z";
  const listed = ListAnswer.parse(await answerTo(since));
  expect(listed.verdicts.map((verdict) => verdict.object)).toEqual([object]);
}

/** By the command line, which harms no terminal. */
async function expectPrinted(key: string): Promise<void> {
  const shown = await cli("--", `${BUCKET}/${key}`);
  expect(shown).toContain(printable(key));
  expect(shown).not.toMatch(UNPRINTABLE);
  const json = await cli("--json", "--", `${BUCKET}/${key}`);
  expect(json).not.toMatch(UNPRINTABLE);
  expect(VerdictAnswer.parse(JSON.parse(json)).verdict.object).toEqual(secondUpload(key));
}

it("the longest row that there can be fits the table, and nothing longer is asked for", async () => {
  const [key, versionId] = ["k".repeat(1024), "v".repeat(1022)];
  await passOn(s3Event(BUCKET, key, { versionId }));
  const object = { bucket: BUCKET, key, versionId, sequencer: "0062F1", eTag: "9336" };
  expect((await verdicts.get(versionRow(object)))?.object).toEqual(object);
  const longer = versionRow({ ...object, versionId: `${versionId}v` });
  await expect(verdicts.get(longer)).rejects.toMatchObject({ name: "ValidationException" });
});

it("fasa verdict takes a key from the shell as it is, and shows it escaped", async () => {
  const key = "a\n\u001b[2J\u202eb\u009b31m.jpg";
  await upload(key);
  const args = ["verdict", "--endpoint", url, `${BUCKET}/${key}`];
  const shown = await runCli(args, ".");
  expect(shown).toMatchObject({ code: 0, stderr: "" });
  expect(shown.stdout).toContain("a\\u{a}\\u{1b}[2J\\u{202e}b\\u{9b}31m.jpg");
  expect(shown.stdout).not.toMatch(UNPRINTABLE);
});

it("fasa verdict shows what it cannot use escaped too", async () => {
  const { code, stderr } = await runCli(["verdict", "no slash \u009b2J\u202e"], ".");
  expect(code).toBe(2);
  expect(stderr).toContain('received "no slash \\u{9b}2J\\u{202e}"');
  expect(stderr).not.toMatch(UNPRINTABLE);
});
