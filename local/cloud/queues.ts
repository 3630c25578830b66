import { buildApp } from "fauxqs";
import { z } from "zod";
import { LOCAL_HOST } from "../../core/settings/local-endpoint.ts";

/** How the queues deliver, and so what everyone who consumes them must know. */
export interface DeliverySettings {
  /** Deliveries of a message before it becomes a dead letter. */
  readonly maxDeliveries: number;
  /** How long a message is hidden from others after a delivery or a sign of life. */
  readonly visibilitySeconds: number;
}

export const DEFAULT_DELIVERY: DeliverySettings = { maxDeliveries: 3, visibilitySeconds: 60 };

export const QueueName = z.enum([
  "scan",
  "backfill",
  "scanDeadLetters",
  "results",
  "resultDeadLetters",
]);
export type QueueName = z.infer<typeof QueueName>;

export interface LocalQueues {
  readonly endpoint: string;
  /** Name → URL. */
  readonly urls: Readonly<Record<QueueName, string>>;
  close(): Promise<void>;
}

const CreatedQueue = z.object({ QueueUrl: z.string() });

/** Amazon SQS, emulated in this process and in its memory alone: what is lost is found again by reconciling. */
export async function startQueues(delivery: DeliverySettings): Promise<LocalQueues> {
  const app = buildApp({ logger: false });
  // Not its own start function, which would listen on every interface.
  const endpoint = await app.listen({ host: LOCAL_HOST, port: 0 });
  const create = (name: QueueName, deadLetters?: QueueName) =>
    createQueue(endpoint, { name, delivery, ...(deadLetters && { deadLetters }) });
  const urls = {
    scanDeadLetters: await create("scanDeadLetters"),
    resultDeadLetters: await create("resultDeadLetters"),
    scan: await create("scan", "scanDeadLetters"),
    backfill: await create("backfill", "scanDeadLetters"),
    results: await create("results", "resultDeadLetters"),
  };
  return { endpoint, urls, close: () => app.close() };
}

interface NewQueue {
  readonly name: QueueName;
  readonly deadLetters?: QueueName;
  readonly delivery: DeliverySettings;
}

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_CreateQueue.html */
async function createQueue(endpoint: string, queue: NewQueue): Promise<string> {
  const { name, deadLetters, delivery } = queue;
  const redrive = deadLetters !== undefined && {
    RedrivePolicy: JSON.stringify({
      deadLetterTargetArn: `arn:aws:sqs:us-east-1:000000000000:${deadLetters}`,
      maxReceiveCount: delivery.maxDeliveries,
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
      Attributes: { VisibilityTimeout: String(delivery.visibilitySeconds), ...redrive },
    }),
  });
  const body = await response.text();
  if (!response.ok) throw new Error(`queue ${name} was not made: ${response.status} ${body}`);
  return CreatedQueue.parse(JSON.parse(body)).QueueUrl;
}
