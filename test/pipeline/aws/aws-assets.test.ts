import { createReadStream } from "node:fs";
import { lstat, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { CreateBucketCommand } from "@aws-sdk/client-s3";
import { Template } from "aws-cdk-lib/assertions";
import { expect, it } from "vitest";
import { z } from "zod";
import { makeDynamoDbClient, makeS3Client } from "../../../adapters/aws/clients.ts";
import { DynamoVerdictStore } from "../../../adapters/aws/dynamo/dynamo-verdict-store.ts";
import { S3ObjectStore } from "../../../adapters/aws/s3/s3-object-store.ts";
import { makeSharpCodec } from "../../../adapters/image/sharp-codec.ts";
import { VerdictAnswer } from "../../../core/api/verdict-query.ts";
import { ModelManifest } from "../../../core/contracts/model-manifest.ts";
import type { ObjectIdentity } from "../../../core/contracts/object-identity.ts";
import { latestRow } from "../../../core/contracts/object-keys.ts";
import { parseScanResult, type ScannedResult } from "../../../core/contracts/scan-result.ts";
import { DEFAULT_LIMITS } from "../../../core/scan/limits.ts";
import type { ParkDeadLetterEnv } from "../../../lambdas/park-dead-letter/env.ts";
import type { QueryVerdictEnv } from "../../../lambdas/query-verdict/env.ts";
import type { RecordVerdictEnv } from "../../../lambdas/record-verdict/env.ts";
import type { ScanImageEnv } from "../../../lambdas/scan-image/env.ts";
import { jobFor, scannedResult } from "../../helpers/builders.ts";
import { collect } from "../../helpers/collect.ts";
import { writeModelWithHistory } from "../../helpers/doubles/model-with-history.ts";
import { makeApp, makeStacks } from "../../helpers/infra/synth.ts";
import { batchOf, leaves } from "../../helpers/message-batch.ts";
import {
  startDynalite,
  startFauxqs,
  startQueueDouble,
} from "../../helpers/running/aws-emulators.ts";
import { runAsset } from "../../helpers/running/run-asset.ts";
import { temporaryFolder } from "../../helpers/temporary-folder.ts";

const VERDICT_TABLE = "verdicts";
const IMAGES = "uploads";
const MASK_BUCKET = "masks";
const SCANNER = "scanner";
const codec = makeSharpCodec();

/** Construct → folder of its function's code. No node_modules but the asset's own is in reach there. */
async function bundledAssets(): Promise<(construct: string) => string> {
  const outdir = await temporaryFolder();
  const template = Template.fromStack(
    makeStacks(makeApp({ bundled: true, outdir }), { compute: "lambdaCpu" }).pipeline,
  );
  const functions = Object.entries(template.findResources("AWS::Lambda::Function"));
  const Code = z.object({ Properties: z.object({ Code: z.object({ S3Key: z.string() }) }) });
  return (construct) => {
    const [, found] = functions.find(([id]) => id.startsWith(`Scanner${construct}`)) ?? [];
    const { S3Key } = Code.parse(found).Properties.Code;
    return join(outdir, `asset.${S3Key.replace(".zip", "")}`);
  };
}

/** https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const LAMBDA_UNZIPPED_BYTES = 250 * 1024 ** 2;

async function sizeBytesOf(folder: string): Promise<number> {
  const files = await readdir(folder, { recursive: true, withFileTypes: true });
  const sizes = await Promise.all(
    files.map(async ({ parentPath, name }) => (await lstat(join(parentPath, name))).size),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}

async function startAws() {
  const [dynamo, s3] = [await startDynalite(VERDICT_TABLE), await startFauxqs()];
  const [client, results] = [makeS3Client(s3), await startQueueDouble()];
  for (const Bucket of [IMAGES, MASK_BUCKET])
    await client.send(new CreateBucketCommand({ Bucket }));
  return {
    objects: new S3ObjectStore(client),
    verdicts: new DynamoVerdictStore(makeDynamoDbClient(dynamo), { tableName: VERDICT_TABLE }),
    results,
    /** What Lambda itself sets, and where the SDK finds the emulators. */
    environment: {
      AWS_REGION: "us-east-1",
      AWS_ACCESS_KEY_ID: "local",
      AWS_SECRET_ACCESS_KEY: "local",
      AWS_ENDPOINT_URL_DYNAMODB: dynamo.endpoint,
      AWS_ENDPOINT_URL_S3: s3.endpoint,
      AWS_ENDPOINT_URL_SQS: results.endpoint,
    },
  };
}

async function* bytesOf(...bytes: number[]) {
  yield Uint8Array.from(bytes);
}

/** A result whose map says 1 everywhere. */
async function scanOf(object: ObjectIdentity): Promise<ScannedResult> {
  const image = { width: 1, height: 1, rows: [Uint8Array.of(255)] };
  const png = Buffer.concat(await collect(codec.encodeGray(image, "small")));
  const map = { width: 1, height: 1, pngBase64: png.toString("base64") };
  return { ...scannedResult(jobFor(object)), map };
}

it("scan-image runs from its asset alone, which Lambda takes", async () => {
  const assetOf = await bundledAssets();
  const { objects, results, environment } = await startAws();
  const folder = assetOf("ScanImage");
  expect(await sizeBytesOf(folder)).toBeLessThan(LAMBDA_UNZIPPED_BYTES);

  const image = { bucket: IMAGES, key: "meadow.jpg" };
  await objects.put(image, createReadStream("samples/meadow-copy-move.jpg"), "image/jpeg");
  const { eTag } = await objects.head(image);
  const heic = { bucket: IMAGES, key: "phone.heic" };
  await objects.put(heic, createReadStream("test/fixtures/images/heic-phone.heic"), "image/heic");
  const jobs = [
    jobFor({ ...image, eTag }),
    jobFor({ bucket: IMAGES, key: "gone.jpg" }),
    jobFor({ ...heic, eTag: (await objects.head(heic)).eTag }),
  ];
  const attributes = { ApproximateReceiveCount: "1" };
  const event = { Records: batchOf(...jobs).Records.map((one) => ({ ...one, attributes })) };
  const env = {
    SCANNER,
    RESULT_QUEUE_URL: results.url,
    MASK_BUCKET,
    MAX_DELIVERIES: "4",
    SCAN_TIMEOUT_SECONDS: "100",
    MODEL_DIRECTORY: "model",
    FALSE_POSITIVE_RATE: "0.01",
  } satisfies ScanImageEnv;
  const { answer } = await runAsset(folder, event, { ...environment, ...env });
  expect(answer).toEqual(leaves());
  const [scanned, gone, phone] = results.bodies.map(parseScanResult);
  expect(phone).toMatchObject({
    state: "scanned",
    image: { width: 900, height: 1200, format: "heic" },
  });
  expect(scanned).toMatchObject({ state: "scanned", image: { width: 1000, height: 666 } });
  const { history, tiles, copies } = ModelManifest.parse(
    JSON.parse(await readFile("model/weights/manifest.json", "utf8")),
  );
  const joint = history?.thresholds.byFpr["0.01"];
  expect(scanned).toMatchObject({
    findings: {
      witnesses: {
        network: {
          views: {
            frame: { threshold: joint?.network },
            tiles: { threshold: tiles?.thresholds.byFpr["0.01"]?.more },
          },
        },
        history: { threshold: joint?.history },
        copies: { state: "found", threshold: copies?.acceptance.levels.certain },
      },
      copies: [{ level: "certain" }],
    },
  });
  expect(gone).toMatchObject({ state: "failed", reason: { code: "not_found" } });

  const model = await temporaryFolder();
  await writeModelWithHistory(model);
  const { FALSE_POSITIVE_RATE: _, ...others } = env;
  await runAsset(folder, event, { ...environment, ...others, MODEL_DIRECTORY: model });
  const [examined] = results.bodies.slice(3).map(parseScanResult);
  expect(examined).toMatchObject({ findings: { witnesses: { history: { score: 0.75 } } } });
});

it("every other function runs from its asset alone: recorded, asked for, parked", async () => {
  const assetOf = await bundledAssets();
  const { objects, verdicts, environment } = await startAws();
  const image = { bucket: IMAGES, key: "a b.jpg" };
  await objects.put(image, bytesOf(1, 2, 3), "image/jpeg");
  const { eTag } = await objects.head(image);

  const names = { SCANNER, VERDICT_TABLE, MASK_BUCKET };
  const options = { LISTING: "all", EVENTS: "none", TAGS: "none" } as const;
  const recordEnv = { ...names, ...options } satisfies RecordVerdictEnv;
  const recorded = await runAsset(
    assetOf("RecordVerdict"),
    batchOf(await scanOf({ ...image, eTag }), "no result"),
    { ...environment, ...recordEnv },
  );
  expect(recorded.answer).toEqual(leaves("m2"));
  const verdict = await verdicts.get(latestRow(image));
  if (verdict?.state !== "scanned") throw new Error(`expected a scan, received ${verdict?.state}`);
  const mask = await codec.decodeGray((await objects.get(verdict.mask, 1e6)).bytes);
  expect([mask.width, mask.height, new Set(mask.values)]).toEqual([640, 480, new Set([255])]);

  const largest = { width: 10_000, height: DEFAULT_LIMITS.maxPixels / 10_000 };
  const result = await scanOf({ bucket: IMAGES, key: "large.jpg" });
  const { answer: large, peakMemoryBytes } = await runAsset(
    assetOf("RecordVerdict"),
    batchOf({ ...result, image: { ...result.image, ...largest } }),
    { ...environment, ...recordEnv },
  );
  expect(large).toEqual(leaves());
  expect(peakMemoryBytes).toBeLessThan(700e6);

  const queryEnv = { SCANNER, VERDICT_TABLE, KEY_FILTERS: "{}" } satisfies QueryVerdictEnv;
  const { answer } = await runAsset(
    assetOf("QueryApiQueryVerdict"),
    { rawQueryString: `bucket=${IMAGES}&key=a+b.jpg` },
    { ...environment, ...queryEnv },
  );
  expect(answer).toMatchObject({ statusCode: 200 });
  const { body } = z.object({ body: z.string() }).parse(answer);
  const told = VerdictAnswer.parse(JSON.parse(body));
  expect(told).toMatchObject({ verdict, stale: false });
  expect((await fetch(told.maskUrl ?? "")).status).toBe(200);

  const parkEnv = {
    SCANNER,
    VERDICT_TABLE,
    LISTING: "flagged",
    MAX_DELIVERIES: "4",
    RESULT_DELIVERIES: "10",
    EVENTS: "none",
  } satisfies ParkDeadLetterEnv;
  const dead = jobFor({ key: "dead.jpg" });
  const parked = await runAsset(assetOf("ParkDeadLetter"), batchOf(dead), {
    ...environment,
    ...parkEnv,
  });
  expect(parked.answer).toEqual(leaves());
  expect(await verdicts.get(latestRow(dead.object))).toMatchObject({
    state: "failed",
    reason: { code: "poison" },
  });
});
