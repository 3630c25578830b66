import { type Emulator, makeDynamoDbClient, makeSqsClient } from "../../adapters/aws/clients.ts";
import { createVerdictTable } from "../../adapters/aws/dynamo/create-verdict-table.ts";
import { DynamoVerdictStore } from "../../adapters/aws/dynamo/dynamo-verdict-store.ts";
import { SqsMessageQueue } from "../../adapters/aws/sqs/sqs-message-queue.ts";
import {
  SqsJobQueue,
  SqsNotificationSender,
  SqsResultSink,
} from "../../adapters/aws/sqs/sqs-senders.ts";
import type {
  JobQueue,
  MessageQueue,
  ResultSink,
  VerdictIndex,
  VerdictStore,
} from "../../core/ports.ts";
import type { Shutdown } from "../shutdown.ts";
import {
  DEFAULT_DELIVERY,
  type DeliverySettings,
  type LocalQueues,
  type QueueName,
  startQueues,
} from "./queues.ts";
import { startTable } from "./table.ts";

/** Where the emulators are, for any process. */
export interface CloudEndpoints {
  readonly queues: Pick<LocalQueues, "endpoint" | "urls">;
  readonly table: Emulator;
  readonly delivery: DeliverySettings;
}

/** What AWS does for the deployed system, spoken to in its own protocols. */
export interface LocalCloud {
  readonly delivery: DeliverySettings;
  readonly queues: Readonly<Record<QueueName, MessageQueue>>;
  readonly notifications: SqsNotificationSender;
  readonly jobs: JobQueue;
  readonly results: ResultSink;
  readonly verdicts: VerdictStore & VerdictIndex;
}

export const TABLE_NAME = "verdicts";

/** @param tablePath where the verdicts are kept; the queues are in memory alone. */
export async function startCloud(
  tablePath: string,
  shutdown: Shutdown,
  delivery = DEFAULT_DELIVERY,
): Promise<CloudEndpoints> {
  const { endpoint, urls, close } = await startQueues(delivery);
  shutdown.add(close);
  const table = await startTable(tablePath);
  shutdown.add(table.close);
  const dynamoDb = makeDynamoDbClient(table);
  await createVerdictTable(dynamoDb, TABLE_NAME).finally(() => dynamoDb.destroy());
  return { queues: { endpoint, urls }, table, delivery };
}

/** Clients of emulators that run in this process or in another one. */
export function connectCloud(endpoints: CloudEndpoints, shutdown: Shutdown): LocalCloud {
  const { endpoint, urls } = endpoints.queues;
  const sqs = makeSqsClient({ endpoint });
  const dynamoDb = makeDynamoDbClient(endpoints.table);
  shutdown.add(() => sqs.destroy());
  shutdown.add(() => dynamoDb.destroy());

  const queue = (name: QueueName) => new SqsMessageQueue(sqs, urls[name]);
  return {
    delivery: endpoints.delivery,
    queues: {
      scan: queue("scan"),
      backfill: queue("backfill"),
      scanDeadLetters: queue("scanDeadLetters"),
      results: queue("results"),
      resultDeadLetters: queue("resultDeadLetters"),
    },
    notifications: new SqsNotificationSender(sqs, urls.scan),
    jobs: new SqsJobQueue(sqs, urls.scan),
    results: new SqsResultSink(sqs, urls.results),
    verdicts: new DynamoVerdictStore(dynamoDb, { tableName: TABLE_NAME, listing: "all" }),
  };
}
