import { S3Client } from "@aws-sdk/client-s3";
import { describe, expect, it, vi } from "vitest";
import { makeDynamoDbClient } from "../../../../adapters/aws/clients.ts";
import { DynamoVerdictStore } from "../../../../adapters/aws/dynamo/dynamo-verdict-store.ts";
import { EmfTelemetry } from "../../../../adapters/aws/emf-telemetry.ts";
import { S3ObjectStore } from "../../../../adapters/aws/s3/s3-object-store.ts";
import { S3Tagger } from "../../../../adapters/aws/s3/s3-tagger.ts";
import { sleep } from "../../../../adapters/clock/sleep.ts";
import { makeSharpCodec } from "../../../../adapters/image/sharp-codec.ts";
import { verdictUrlOf } from "../../../../core/api/verdict-query.ts";
import { objectHashOf } from "../../../../core/contracts/listing.ts";
import { latestRow } from "../../../../core/contracts/object-keys.ts";
import type { ScanResult } from "../../../../core/contracts/scan-result.ts";
import type { Telemetry, VerdictStore } from "../../../../core/ports.ts";
import { makeScanImage } from "../../../../core/scan/scan-image.ts";
import { scannedVerdictOf } from "../../../../core/verdicts/result-to-verdict.ts";
import { makeHandleMessage } from "../../../../gpu-worker/handle-message.ts";
import { HeldMessage } from "../../../../gpu-worker/held-message.ts";
import { makeCanary } from "../../../../lambdas/canary/canary.ts";
import { makeParkDeadLetter } from "../../../../lambdas/park-dead-letter/park-dead-letter.ts";
import { makeQueryVerdict } from "../../../../lambdas/query-verdict/query-verdict.ts";
import { makeRecordVerdict } from "../../../../lambdas/record-verdict/record-verdict.ts";
import { makeRequestScan } from "../../../../lambdas/request-scan/request-scan.ts";
import { makeSubmitScan } from "../../../../lambdas/submit-scan/submit-scan.ts";
import { jobFor, parkedResult, scannedResult } from "../../../helpers/builders.ts";
import { fakeScan } from "../../../helpers/doubles/fake-scan.ts";
import { MemoryVerdictStore } from "../../../helpers/doubles/memory-verdict-store.ts";
import { HISTORY_RULES, HISTORY_SHA256 } from "../../../helpers/history-map.ts";
import { s3Event } from "../../../helpers/hostile-keys.ts";
import { batchOf } from "../../../helpers/message-batch.ts";
import { s3Error, startHttpDouble } from "../../../helpers/running/aws-emulators.ts";
import { type PrintedLine, printedLines } from "../../../helpers/running/printed-lines.ts";

/** Every part of it can be told from our own words. */
const KEY = `zebra/zebra "zebra" 'zebra' {zebra} zebra's+100%.jpg`;
const OBJECT = { bucket: "uploads", key: KEY };
const SECRETS = { secretAccessKey: "zebra-secret", sessionToken: "zebra-token" };

const lines = printedLines();
const { clock } = fakeScan();

/** Buckets that refuse everything in the words of S3, which name the object. */
async function refusingBucket(): Promise<S3ObjectStore> {
  const resource = `arn:aws:s3:::uploads/${KEY}`.replaceAll('"', "&quot;");
  const denial = `User: arn:aws:sts::1:assumed-role/r is not authorized on resource: ${resource}`;
  const s3 = await startHttpDouble(() =>
    s3Error(400, "InvalidRequest", denial, `<Key>${KEY}</Key><Resource>${resource}</Resource>`),
  );
  return new S3ObjectStore(clientOf(s3.endpoint));
}

function clientOf(endpoint: string): S3Client {
  const credentials = { accessKeyId: "zebra-id", ...SECRETS };
  return new S3Client({ endpoint, region: "us-east-1", forcePathStyle: true, credentials });
}

/** A table that refuses everything, quoting what it got. */
async function refusingTable(): Promise<VerdictStore> {
  const message = `the value "uploads/${KEY}" is refused`;
  const body = JSON.stringify({ __type: "x#ValidationException", message });
  const table = await startHttpDouble(() => ({ status: 400, body }));
  return new DynamoVerdictStore(makeDynamoDbClient(table), { tableName: "verdicts" });
}

const refuse = async () => {
  throw new Error(`GET https://uploads.test/${KEY}?X-Amz-Signature=zebra failed`);
};

const failures: Readonly<Record<string, (telemetry: Telemetry) => Promise<unknown>>> = {
  worker: async (telemetry) => {
    const queue = { receive: async () => [], delete: refuse, extend: refuse };
    const foreign = `{"Records": [{"s3": {"object": {"key": ${JSON.stringify(KEY)}}}}]}`;
    const bodies = [s3Event("uploads", KEY), foreign, `not JSON: ${KEY}`, JSON.stringify(KEY)];
    const ignored = s3Event("masks", `masks/${KEY}`);
    const history = { witness: { examine: refuse }, rules: HISTORY_RULES, sha256: HISTORY_SHA256 };
    const refused = { ...fakeScan(), reader: await refusingBucket() };
    for (const scan of [refused, { ...fakeScan(), history }]) {
      const handle = makeHandleMessage({
        results: { send: refuse },
        scanImage: makeScanImage(scan),
        resolveDeletion: refuse,
        clock,
        telemetry,
        maskBucket: "masks",
        settings: { maxDeliveries: 4, scanTimeoutMs: 60_000 },
      });
      for (const body of [...bodies, ignored]) {
        const message = { id: "m1", body, receipt: "r1", receiveCount: 1 };
        await handle(new HeldMessage(message, { queue, telemetry }, 30));
      }
    }
  },
  "record-verdict": async (telemetry) => {
    const deps = { codec: makeSharpCodec(), maskBucket: "masks", clock, telemetry };
    const masks = await refusingBucket();
    const announcers = [new S3Tagger(clientOf("http://uploads.test"), telemetry)];
    const unversioned: ScanResult = { ...parkedResult(), job: { ...jobFor(), object: OBJECT } };
    const broken = JSON.stringify({ ...scannedResult(jobFor({ key: KEY })), version: 9 });
    for (const verdicts of [new MemoryVerdictStore(), await refusingTable()]) {
      const record = makeRecordVerdict({ ...deps, masks, verdicts, announcers });
      await record(batchOf(unversioned, broken, broken.slice(0, -9), `zebra ${broken}`));
    }
  },
  "park-dead-letter": async (telemetry) => {
    const deps = {
      reader: await refusingBucket(),
      clock,
      telemetry,
      deliveries: { scans: 4, results: 10 },
    };
    const job = { ...jobFor({ key: KEY }), version: 9 };
    for (const verdicts of [new MemoryVerdictStore(), await refusingTable()]) {
      const park = makeParkDeadLetter({ ...deps, verdicts });
      await park(batchOf(s3Event("uploads", KEY), job, `zebra ${KEY}`, { Records: [{ s3: KEY }] }));
    }
  },
  "query-verdict": async (telemetry) => {
    const stored = new MemoryVerdictStore();
    const known = scannedVerdictOf(scannedResult(jobFor({ key: KEY })), "masks");
    await stored.put(latestRow(known.object), known);
    const reader = await refusingBucket();
    const links = { presignGet: reader.presignGet.bind(reader) };
    const listVerdicts = async () => ({ verdicts: [] });
    const deps = { listVerdicts, reader, links, telemetry };
    const [, rawQueryString = ""] = verdictUrlOf(OBJECT).split("?");
    for (const verdicts of [stored, await refusingTable()]) {
      const query = makeQueryVerdict({ ...deps, verdicts });
      await query({ routeKey: "GET /verdict", rawQueryString });
    }
    const unlinked = makeQueryVerdict({ ...deps, verdicts: stored, links: { presignGet: refuse } });
    await unlinked({ routeKey: "GET /verdict", rawQueryString });
  },
  "request-scan": async (telemetry) => {
    const reader = { head: async () => ({ sizeBytes: 1, eTag: "9336" }) };
    const deps = { verdicts: new MemoryVerdictStore(), reader, clock, telemetry };
    for (const send of [async () => {}, refuse]) {
      const request = makeRequestScan({ ...deps, jobs: { send } });
      await request({ body: JSON.stringify(OBJECT), isBase64Encoded: false });
    }
  },
  "submit-scan": async (telemetry) => {
    const others = { results: { send: refuse }, resolveDeletion: refuse, maskBucket: "masks" };
    for (const submit of [async () => {}, refuse]) {
      const handle = makeSubmitScan({ ...others, submitter: { submit }, telemetry });
      await handle(batchOf(s3Event("uploads", KEY)));
    }
  },
  canary: async (telemetry) => {
    const images = { upload: async () => undefined, remove: refuse };
    const settings = { bucket: "uploads", keyPrefix: KEY, verdictTimeoutMs: 1_000 };
    const picture = Uint8Array.of(1);
    const deps = { images, verdicts: { get: refuse }, clock, sleep, telemetry, picture };
    await makeCanary({ ...deps, ...settings })();
  },
};

/** Every line that names an object, or quotes what was received, at some level. */
const EXPECTED: Readonly<Record<string, readonly string[]>> = {
  worker: ["message-failed", "message-rejected", "queue-refused", "record-ignored"],
  "record-verdict": ["message-failed", "object-not-tagged", "verdict-recorded"],
  "park-dead-letter": ["job-parked", "message-failed"],
  "query-verdict": ["object-unchecked", "query-failed"],
  "request-scan": ["request-failed", "scan-requested"],
  "submit-scan": ["message-failed", "scan-submitted"],
  canary: ["canary", "canary-not-removed"],
};

async function linesOf(part: string): Promise<readonly PrintedLine[]> {
  await failures[part]?.(new EmfTelemetry(part, "scanner"));
  const events = lines().map(({ message }) => String(message));
  expect([...new Set(events)].sort()).toEqual(EXPECTED[part]);
  return lines();
}

describe.each(Object.keys(failures))("what %s logs", (part) => {
  it("names no object, and nothing that opens one", async () => {
    const printed = JSON.stringify(await linesOf(part));
    expect(printed).not.toMatch(/zebra|X-Amz/i);
  });

  it("names it at the level that is for that", async () => {
    vi.stubEnv("POWERTOOLS_LOG_LEVEL", "DEBUG");
    const printed = JSON.stringify(await linesOf(part));
    expect(printed).toMatch(/zebra/);
    for (const secret of Object.values(SECRETS)) expect(printed).not.toContain(secret);
  });
});

it("a line about an object can be found by its hash, and by its message or scan", async () => {
  const recorded = (await linesOf("record-verdict")).find(
    ({ message }) => message === "verdict-recorded",
  );
  expect(recorded).toMatchObject({
    scanId: jobFor().scanId,
    object: { bucket: "uploads", objectHash: objectHashOf(OBJECT) },
  });
});
