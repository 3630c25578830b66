import { buildApp } from "fauxqs";
import { z } from "zod";
import { LOCAL_HOST } from "../core/contracts/local-endpoint.ts";

/** Deliveries of a message before it becomes a dead letter. */
export const MAX_DELIVERIES = 3;

export const VISIBILITY_SECONDS = 60;

export type QueueName = "scan" | "scanDeadLetters" | "results" | "resultDeadLetters";

export interface LocalQueues {
  readonly endpoint: string;
  /** Name → URL. */
  readonly urls: Readonly<Record<QueueName, string>>;
  close(): Promise<void>;
}

const CreatedQueue = z.object({ QueueUrl: z.string() });

/** Amazon SQS, emulated in this process and in its memory alone: what is lost is found again by reconciling. */
export async function startQueues(): Promise<LocalQueues> {
  const app = buildApp({ logger: false });
  // Not its own start function, which would listen on every interface.
  const endpoint = await app.listen({ host: LOCAL_HOST, port: 0 });
  const urls = {
    scanDeadLetters: await createQueue(endpoint, "scanDeadLetters"),
    resultDeadLetters: await createQueue(endpoint, "resultDeadLetters"),
    scan: await createQueue(endpoint, "scan", "scanDeadLetters"),
    results: await createQueue(endpoint, "results", "resultDeadLetters"),
  };
  return { endpoint, urls, close: () => app.close() };
}

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_CreateQueue.html */
async function createQueue(
  endpoint: string,
  name: QueueName,
  deadLetters?: QueueName,
): Promise<string> {
  const redrive = deadLetters !== undefined && {
    RedrivePolicy: JSON.stringify({
      deadLetterTargetArn: `arn:aws:sqs:us-east-1:000000000000:${deadLetters}`,
      maxReceiveCount: MAX_DELIVERIES,
    }),
  };
  const response = await fetch(endpoint, {
    method: "POST",
    headers: {
      "content-type": "application/x-amz-json-1.0",
      "x-amz-target": "AmazonSQS.CreateQueue",
    },
    body: JSON.stringify({
      QueueName: name,
      Attributes: { VisibilityTimeout: String(VISIBILITY_SECONDS), ...redrive },
    }),
  });
  const body = await response.text();
  if (!response.ok) throw new Error(`queue ${name} was not made: ${response.status} ${body}`);
  return CreatedQueue.parse(JSON.parse(body)).QueueUrl;
}
