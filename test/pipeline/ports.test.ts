import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { CreateBucketCommand, DeleteObjectCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { CreateQueueCommand, SendMessageCommand } from "@aws-sdk/client-sqs";
import { describe, expect, it } from "vitest";
import { makeDynamoDbClient, makeS3Client, makeSqsClient } from "../../adapters/aws/clients.ts";
import { DynamoVerdictStore } from "../../adapters/aws/dynamo/dynamo-verdict-store.ts";
import { S3ObjectStore } from "../../adapters/aws/s3/s3-object-store.ts";
import { SqsMessageQueue } from "../../adapters/aws/sqs/sqs-message-queue.ts";
import { FolderObjectStore } from "../../adapters/folder/folder-object-store.ts";
import { latestRow, versionRow } from "../../core/contracts/object-keys.ts";
import type { MessageQueue, ObjectReader, VerdictStore } from "../../core/ports.ts";
import { scannedVerdictOf } from "../../core/verdicts/result-to-verdict.ts";
import { jobFor, OBJECT, scannedResult } from "../helpers/builders.ts";
import { collect } from "../helpers/collect.ts";
import { FakeMessageQueue } from "../helpers/doubles/fake-message-queue.ts";
import { MemoryVerdictStore } from "../helpers/doubles/memory-verdict-store.ts";
import { startDynalite, startFauxqs } from "../helpers/running/aws-emulators.ts";
import { temporaryFolder } from "../helpers/temporary-folder.ts";
import { SimulatedBucket } from "../simulation/simulated-bucket.ts";

// What the simulations take for a table, a queue and a bucket does what the real ones do.

describe.each<[string, () => Promise<VerdictStore>]>([
  ["in memory", async () => new MemoryVerdictStore()],
  [
    "of DynamoDB",
    async () =>
      new DynamoVerdictStore(makeDynamoDbClient(await startDynalite("verdicts")), {
        tableName: "verdicts",
      }),
  ],
])("a verdict store %s", (_, open) => {
  const row = latestRow(OBJECT);
  const verdictOf = (generation: number) =>
    scannedVerdictOf(scannedResult(jobFor({}, generation)), "masks");

  it("keeps each row apart, as it was written", async () => {
    const store = await open();
    expect(await store.put(row, verdictOf(0))).toEqual({ outcome: "written" });
    expect(await store.get(row)).toEqual(verdictOf(0));
    expect(await store.get(versionRow(OBJECT))).toBeUndefined();
    expect(await store.get(latestRow({ ...OBJECT, key: "other" }))).toBeUndefined();
  });

  it("gives way to a greater order alone, and says what stands", async () => {
    const store = await open();
    await store.put(row, verdictOf(1));
    for (const generation of [0, 1]) {
      const put = await store.put(row, verdictOf(generation));
      expect(put).toEqual({ outcome: "superseded", stored: verdictOf(1) });
    }
    expect(await store.put(row, verdictOf(2))).toEqual({ outcome: "written" });
    expect(await store.get(row)).toEqual(verdictOf(2));
  });

  it("ends as the greatest of many that are written at once", async () => {
    const store = await open();
    await Promise.all([3, 0, 4, 1, 2].map((generation) => store.put(row, verdictOf(generation))));
    expect(await store.get(row)).toEqual(verdictOf(4));
  });

  it("lists what is current alone", async () => {
    const store = await open();
    for (const each of [row, versionRow(OBJECT)]) await store.put(each, verdictOf(0));
    expect(await collect(store.list())).toEqual([verdictOf(0)]);
    expect(await collect(store.list({ state: "failed" }))).toEqual([]);
  });
});

interface QueueUnderTest {
  readonly queue: MessageQueue;
  send(body: string): Promise<unknown>;
  deadLetters(): Promise<readonly string[]>;
  /** Lets so much time pass, or more. */
  pass(seconds: number): Promise<void>;
}

const MAX_DELIVERIES = 2;
const AT_ONCE = { maxMessages: 10, waitSeconds: 0, visibilitySeconds: 1 };
const HELD = { ...AT_ONCE, visibilitySeconds: 60 };

async function fakeQueue(): Promise<QueueUnderTest> {
  let nowMs = 0;
  const queue = new FakeMessageQueue(MAX_DELIVERIES, { nowMs: () => nowMs });
  return {
    queue,
    send: async (body) => queue.put(body),
    deadLetters: async () => queue.deadLetters,
    pass: async (seconds) => {
      nowMs += seconds * 1000;
    },
  };
}

async function sqsQueue(): Promise<QueueUnderTest> {
  const client = makeSqsClient(await startFauxqs());
  const create = async (QueueName: string, Attributes = {}) => {
    const { QueueUrl } = await client.send(new CreateQueueCommand({ QueueName, Attributes }));
    return QueueUrl ?? "";
  };
  const dead = new SqsMessageQueue(client, await create("dead"));
  const url = await create("scans", {
    RedrivePolicy: JSON.stringify({
      deadLetterTargetArn: "arn:aws:sqs:us-east-1:000000000000:dead",
      maxReceiveCount: MAX_DELIVERIES,
    }),
  });
  return {
    queue: new SqsMessageQueue(client, url),
    send: (body) => client.send(new SendMessageCommand({ QueueUrl: url, MessageBody: body })),
    deadLetters: async () => (await dead.receive(HELD)).map(({ body }) => body),
    pass: (seconds) => sleep(seconds * 1000),
  };
}

describe.each<[string, () => Promise<QueueUnderTest>]>([
  ["in memory", fakeQueue],
  ["of SQS", sqsQueue],
])("a message queue %s", (_, open) => {
  it("hides what it handed out, and hands it out again when its visibility ends", async () => {
    const { queue, send, pass } = await open();
    await send("a");
    const [first] = await queue.receive(AT_ONCE);
    expect(first).toMatchObject({ body: "a", receiveCount: 1 });
    expect(await queue.receive(AT_ONCE)).toEqual([]);
    await pass(2);
    const [second] = await queue.receive(AT_ONCE);
    expect(second).toMatchObject({ id: first?.id, body: "a", receiveCount: 2 });
    expect(second?.receipt).not.toBe(first?.receipt);
  });

  it("keeps what has a sign of life, and gives back at once what is let go", async () => {
    const { queue, send, pass } = await open();
    await send("a");
    const [first] = await queue.receive(AT_ONCE);
    await queue.extend(first?.receipt ?? "", 60);
    await pass(2);
    expect(await queue.receive(AT_ONCE)).toEqual([]);
    await queue.extend(first?.receipt ?? "", 0);
    expect(await queue.receive(AT_ONCE)).toMatchObject([{ receiveCount: 2 }]);
  });

  it("forgets what is deleted under the receipt of its last delivery, and no earlier one", async () => {
    const { queue, send, pass, deadLetters } = await open();
    await send("a");
    const [first] = await queue.receive(AT_ONCE);
    await pass(2);
    const [second] = await queue.receive(HELD);
    await queue.delete(first?.receipt ?? "");
    await expect(queue.extend(first?.receipt ?? "", 0)).rejects.toThrow();
    await queue.extend(second?.receipt ?? "", 60);
    await queue.delete(second?.receipt ?? "");
    await pass(2);
    expect(await queue.receive(AT_ONCE)).toEqual([]);
    expect(await deadLetters()).toEqual([]);
  });

  it("gives up what was handed out as often as it may be", async () => {
    const { queue, send, deadLetters } = await open();
    await send("a");
    for (let delivery = 0; delivery < MAX_DELIVERIES; delivery++) {
      expect(await deadLetters()).toEqual([]);
      const [message] = await queue.receive(HELD);
      await queue.extend(message?.receipt ?? "", 0);
    }
    expect(await queue.receive(HELD)).toEqual([]);
    expect(await deadLetters()).toEqual(["a"]);
  });
});

interface BucketUnderTest {
  readonly reader: ObjectReader;
  /** Three bytes that follow from the content. */
  put(key: string, content: string): Promise<unknown>;
  delete(key: string): Promise<unknown>;
}

async function simulatedBucket(isVersioned: boolean): Promise<BucketUnderTest> {
  const reader = new SimulatedBucket(isVersioned, () => {});
  return {
    reader,
    put: async (key, content) => reader.change({ does: "put", key, content, copies: 1 }),
    delete: async (key) => reader.change({ does: "delete", key, copies: 1 }),
  };
}

async function folderBucket(): Promise<BucketUnderTest> {
  const folder = join(await temporaryFolder(), "uploads");
  await mkdir(folder);
  const reader = new FolderObjectStore({ uploads: folder });
  return {
    reader,
    put: (key, content) =>
      reader.put(
        { bucket: "uploads", key },
        (async function* () {
          yield Buffer.from(content.repeat(3));
        })(),
      ),
    delete: async (key) => rm(join(folder, key)),
  };
}

async function s3Bucket(): Promise<BucketUnderTest> {
  const client = makeS3Client(await startFauxqs());
  const Bucket = "uploads";
  await client.send(new CreateBucketCommand({ Bucket }));
  return {
    reader: new S3ObjectStore(client),
    put: (Key, content) =>
      client.send(new PutObjectCommand({ Bucket, Key, Body: content.repeat(3) })),
    delete: (Key) => client.send(new DeleteObjectCommand({ Bucket, Key })),
  };
}

describe.each<[string, () => Promise<BucketUnderTest>]>([
  ["simulated, with versions", () => simulatedBucket(true)],
  ["simulated, without versions", () => simulatedBucket(false)],
  ["in a folder", folderBucket],
  ["of S3", s3Bucket],
])("a bucket %s", (_, open) => {
  const at = { bucket: "uploads", key: "a b.jpg" };

  it("reads what is under a key now", async () => {
    const { reader, put } = await open();
    await put(at.key, "x");
    const head = await reader.head(at);
    expect(head).toMatchObject({ sizeBytes: 3, eTag: expect.stringMatching(/./) });
    const { bytes, ...rest } = await reader.get(at, 3);
    expect(rest).toEqual(head);
    expect(bytes).toHaveLength(3);
  });

  it.each(["head", "get"] as const)("%s of nothing: not_found", async (method) => {
    const { reader, put, delete: remove } = await open();
    await expect(reader[method](at, 3)).rejects.toMatchObject({ code: "not_found" });
    await put(at.key, "x");
    await remove(at.key);
    await expect(reader[method](at, 3)).rejects.toMatchObject({ code: "not_found" });
    const elsewhere = { ...at, bucket: "none" };
    await expect(reader[method](elsewhere, 3)).rejects.toMatchObject({ code: "not_found" });
  });

  // With HEAD, the emulator of S3 does not look at the ETag.
  it("does not take what was overwritten for what it was: superseded", async () => {
    const { reader, put } = await open();
    await put(at.key, "x");
    const { eTag } = await reader.head(at);
    expect(await reader.get({ ...at, eTag }, 3)).toMatchObject({ eTag });
    await put(at.key, "y");
    await expect(reader.get({ ...at, eTag }, 3)).rejects.toMatchObject({ code: "superseded" });
  });

  it("reads no more than it may", async () => {
    const { reader, put } = await open();
    await put(at.key, "x");
    await expect(reader.get(at, 2)).rejects.toMatchObject({ code: "too_large" });
  });
});
