import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient, GetCommand, PutCommand } from "@aws-sdk/lib-dynamodb";
import type { ObjectIdentity } from "../../../core/contracts/object-identity.ts";
import { quarantineRow } from "../../../core/contracts/object-keys.ts";
import type { QuarantineRecords } from "../../../core/ports.ts";
import { QuarantineRecord } from "../../../core/quarantine/quarantine-record.ts";

/** Rows of the verdict table, beside the verdicts of their object: the table's key and `quarantine`, a map. */
export class DynamoQuarantineRecords implements QuarantineRecords {
  readonly #client: DynamoDBDocumentClient;
  readonly #tableName: string;

  constructor(client: DynamoDBClient, tableName: string) {
    this.#client = DynamoDBDocumentClient.from(client);
    this.#tableName = tableName;
  }

  /** Strongly consistent: a deletion may come the moment after the record that foretold it. */
  async get(object: ObjectIdentity): Promise<QuarantineRecord | undefined> {
    const input = { TableName: this.#tableName, Key: quarantineRow(object), ConsistentRead: true };
    const { Item } = await this.#client.send(new GetCommand(input));
    return Item && QuarantineRecord.parse(Item["quarantine"]);
  }

  async put(quarantine: QuarantineRecord): Promise<void> {
    const Item = { ...quarantineRow(quarantine.object), quarantine };
    await this.#client.send(new PutCommand({ TableName: this.#tableName, Item }));
  }
}
