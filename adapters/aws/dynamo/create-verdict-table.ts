import {
  CreateTableCommand,
  type DynamoDBClient,
  ResourceInUseException,
  waitUntilTableExists,
} from "@aws-sdk/client-dynamodb";
import { LISTING_INDEX } from "../../../core/contracts/listing.ts";
import { TABLE_KEY } from "../../../core/contracts/object-keys.ts";

const MAX_WAIT_SECONDS = 30;
/** The waiter's own first delay is 20 s, and an emulator is ready in milliseconds. */
const MIN_DELAY_SECONDS = 0.05;

/**
 * The verdict table in an emulator, as lib/storage/verdict-table.ts deploys it; does nothing when it exists.
 * The list index is there from the first, because it cannot be added to a table later everywhere.
 */
export async function createVerdictTable(client: DynamoDBClient, tableName: string): Promise<void> {
  const attributes = [TABLE_KEY, LISTING_INDEX].flatMap(({ partition, sort }) => [partition, sort]);
  const command = new CreateTableCommand({
    TableName: tableName,
    BillingMode: "PAY_PER_REQUEST",
    AttributeDefinitions: attributes.map((AttributeName) => ({
      AttributeName,
      AttributeType: "S",
    })),
    KeySchema: keySchema(TABLE_KEY),
    GlobalSecondaryIndexes: [
      {
        IndexName: LISTING_INDEX.name,
        KeySchema: keySchema(LISTING_INDEX),
        Projection: { ProjectionType: "ALL" },
      },
    ],
  });
  try {
    await client.send(command);
  } catch (error) {
    if (!(error instanceof ResourceInUseException)) throw error;
  }
  const patience = { maxWaitTime: MAX_WAIT_SECONDS, minDelay: MIN_DELAY_SECONDS };
  await waitUntilTableExists({ client, ...patience }, { TableName: tableName });
}

function keySchema(key: { readonly partition: string; readonly sort: string }) {
  return [
    { AttributeName: key.partition, KeyType: "HASH" as const },
    { AttributeName: key.sort, KeyType: "RANGE" as const },
  ];
}
