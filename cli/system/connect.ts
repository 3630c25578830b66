import { makeDynamoDbClient, makeS3Client, makeSqsClient } from "../../adapters/aws/clients.ts";
import { DynamoVerdictStore } from "../../adapters/aws/dynamo/dynamo-verdict-store.ts";
import { S3ObjectStore } from "../../adapters/aws/s3/s3-object-store.ts";
import { SqsJobQueue } from "../../adapters/aws/sqs/sqs-senders.ts";
import { FolderObjectStore } from "../../adapters/folder/folder-object-store.ts";
import type { LeftOut } from "../../adapters/folder/list-files.ts";
import type {
  JobQueue,
  ObjectLister,
  ObjectReader,
  ObjectStreams,
  VerdictIndex,
  VerdictStore,
} from "../../core/ports.ts";
import type { SystemDescription } from "../../core/settings/system-description.ts";

/** A running system, from the side of whoever operates it. */
export interface OperatedSystem {
  readonly objects: ObjectReader & ObjectLister & ObjectStreams;
  readonly verdicts: VerdictStore & VerdictIndex;
  /** Its jobs come after every upload. */
  readonly backfill: JobQueue;
  close(): void;
}

/**
 * In AWS with the region and the credentials of the environment.
 *
 * @param onLeftOut told of what a listing of a folder leaves out. @default nobody
 */
export function connectSystem(
  description: SystemDescription,
  onLeftOut: (leftOut: LeftOut) => void = () => {},
): OperatedSystem {
  const { buckets, masks, table: tableName, backfillQueueUrl, endpoints } = description;
  const sqs = makeSqsClient(endpoints && { endpoint: endpoints.queues });
  const dynamoDb = makeDynamoDbClient(endpoints && { endpoint: endpoints.table });
  const s3 = makeS3Client();
  const folders = [...buckets, ...(masks ? [masks] : [])].flatMap(({ name, folder }) =>
    folder ? [[name, folder] as const] : [],
  );
  return {
    objects:
      folders.length > 0
        ? new FolderObjectStore(Object.fromEntries(folders), {
            onLeftOut,
            pictureBuckets: buckets.map(({ name }) => name),
          })
        : new S3ObjectStore(s3),
    verdicts: new DynamoVerdictStore(dynamoDb, { tableName }),
    backfill: new SqsJobQueue(sqs, backfillQueueUrl),
    close: () => {
      for (const client of [sqs, dynamoDb, s3]) client.destroy();
    },
  };
}
