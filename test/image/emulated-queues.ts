import { readFile } from "node:fs/promises";
import { CreateBucketCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { CreateQueueCommand, SendMessageCommand } from "@aws-sdk/client-sqs";
import { makeS3Client, makeSqsClient } from "../../adapters/aws/clients.ts";
import { SqsMessageQueue } from "../../adapters/aws/sqs/sqs-message-queue.ts";
import { parseScanResult, type ScanResult } from "../../core/contracts/scan-result.ts";
import type { WorkerEnv } from "../../gpu-worker/env.ts";
import { startFauxqs } from "../helpers/running/aws-emulators.ts";

export const BUCKET = "uploads";
/** The emulator's queues have URLs of this host. */
export const QUEUE_HOST = "sqs.us-east-1.localhost";

export interface EmulatedQueues {
  /** What a task definition and the task's role give a container. */
  readonly env: WorkerEnv & Readonly<Record<string, string>>;
  upload(key: string, file: string): Promise<void>;
  nextResult(): Promise<ScanResult>;
}

/** S3 and the scanner's queues on this machine, until the test ends. */
export async function startEmulatedQueues(): Promise<EmulatedQueues> {
  const emulator = await startFauxqs();
  const [s3, sqs] = [makeS3Client(emulator), makeSqsClient(emulator)];
  const createQueue = async (QueueName: string) => {
    const { QueueUrl = "" } = await sqs.send(new CreateQueueCommand({ QueueName }));
    return QueueUrl;
  };
  await s3.send(new CreateBucketCommand({ Bucket: BUCKET }));
  const [scans, backfill, results] = [
    await createQueue("scans"),
    await createQueue("backfill"),
    await createQueue("results"),
  ];
  return {
    env: {
      AWS_REGION: "us-east-1",
      AWS_ENDPOINT_URL: emulator.endpoint,
      AWS_ACCESS_KEY_ID: "local",
      AWS_SECRET_ACCESS_KEY: "local",
      SCAN_QUEUE_URL: scans,
      BACKFILL_QUEUE_URL: backfill,
      RESULT_QUEUE_URL: results,
      MASK_BUCKET: "masks",
      MAX_DELIVERIES: "4",
      VISIBILITY_SECONDS: "120",
    },
    upload: async (key, file) => {
      await s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: key, Body: await readFile(file) }));
      const object = { key: encodeURIComponent(key), sequencer: "0062F1" };
      const record = { eventName: "ObjectCreated:Put", s3: { bucket: { name: BUCKET }, object } };
      const MessageBody = JSON.stringify({ Records: [record] });
      await sqs.send(new SendMessageCommand({ QueueUrl: scans, MessageBody }));
    },
    nextResult: async () => {
      const wait = { maxMessages: 1, waitSeconds: 20, visibilitySeconds: 30 };
      const [message] = await new SqsMessageQueue(sqs, results).receive(wait);
      return parseScanResult(message?.body ?? "");
    },
  };
}
