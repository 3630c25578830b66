import { makeDynamoDbClient, makeSqsClient } from "../adapters/aws/clients.ts";
import { createVerdictTable } from "../adapters/aws/create-verdict-table.ts";
import { DynamoVerdictStore } from "../adapters/aws/dynamo-verdict-store.ts";
import { SqsMessageQueue } from "../adapters/aws/sqs-message-queue.ts";
import { SqsJobQueue, SqsNotificationSender, SqsResultSink } from "../adapters/aws/sqs-senders.ts";
import type {
  JobQueue,
  MessageQueue,
  ResultSink,
  VerdictIndex,
  VerdictStore,
} from "../core/ports.ts";
import { type QueueName, startQueues } from "./queues.ts";
import type { Shutdown } from "./shutdown.ts";
import { startTable } from "./table.ts";

/** What AWS does for the deployed system, spoken to in its own protocols. */
export interface LocalCloud {
  readonly queues: Readonly<Record<QueueName, MessageQueue>>;
  readonly notifications: SqsNotificationSender;
  readonly jobs: JobQueue;
  readonly results: ResultSink;
  readonly verdicts: VerdictStore & VerdictIndex;
}

const TABLE_NAME = "verdicts";

/** @param tablePath where the verdicts are kept; the queues are in memory alone. */
export async function startCloud(tablePath: string, shutdown: Shutdown): Promise<LocalCloud> {
  const { endpoint, urls, close } = await startQueues();
  shutdown.add(close);
  const table = await startTable(tablePath);
  shutdown.add(table.close);

  const sqs = makeSqsClient({ endpoint });
  const dynamoDb = makeDynamoDbClient(table);
  shutdown.add(() => sqs.destroy());
  shutdown.add(() => dynamoDb.destroy());
  await createVerdictTable(dynamoDb, TABLE_NAME);

  const queue = (name: QueueName) => new SqsMessageQueue(sqs, urls[name]);
  return {
    queues: {
      scan: queue("scan"),
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
