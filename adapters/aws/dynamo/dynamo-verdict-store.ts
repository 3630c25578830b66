import { ConditionalCheckFailedException, type DynamoDBClient } from "@aws-sdk/client-dynamodb";
import {
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  paginateScan,
  QueryCommand,
} from "@aws-sdk/lib-dynamodb";
import { LISTING_INDEX, type Listing, listingKeyOf } from "../../../core/contracts/listing.ts";
import { LATEST, type RowKey, TABLE_KEY } from "../../../core/contracts/object-keys.ts";
import { Verdict } from "../../../core/contracts/verdict.ts";
import type {
  PutOutcome,
  VerdictFilter,
  VerdictIndex,
  VerdictPage,
  VerdictStore,
} from "../../../core/ports.ts";

export interface VerdictTable {
  readonly tableName: string;
  /** Which `latest` rows enter the list index. @default "flagged" */
  readonly listing?: Listing;
}

/**
 * Rows of the verdict table. An item has the table's key, `verdict` (a map, as in the contract) and,
 * beside it, what conditions, filters and people look for: `order`, `state`, `label`, `score`.
 */
export class DynamoVerdictStore implements VerdictStore, VerdictIndex {
  readonly #client: DynamoDBDocumentClient;
  readonly #table: Required<VerdictTable>;

  constructor(client: DynamoDBClient, { tableName, listing = "flagged" }: VerdictTable) {
    this.#client = DynamoDBDocumentClient.from(client);
    this.#table = { tableName, listing };
  }

  async put(row: RowKey, verdict: Verdict): Promise<PutOutcome> {
    const command = new PutCommand({
      TableName: this.#table.tableName,
      Item: itemOf(row, verdict, this.#table.listing),
      ConditionExpression: "attribute_not_exists(#key) OR #order < :order",
      ExpressionAttributeNames: { "#key": TABLE_KEY.partition, "#order": "order" },
      ExpressionAttributeValues: { ":order": verdict.order },
    });
    try {
      await this.#client.send(command);
      return { outcome: "written" };
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
      return { outcome: "superseded", stored: await this.#whatRefused(row, error) };
    }
  }

  /** Strongly consistent: whoever reads a row after writing another must see what came in between. */
  async get(row: RowKey): Promise<Verdict | undefined> {
    const input = { TableName: this.#table.tableName, Key: row, ConsistentRead: true };
    const { Item } = await this.#client.send(new GetCommand(input));
    return Item && verdictIn(Item);
  }

  async *list({ bucket, state }: VerdictFilter = {}): AsyncGenerator<Verdict> {
    const input = {
      TableName: this.#table.tableName,
      FilterExpression: "#version = :latest",
      ExpressionAttributeNames: { "#version": TABLE_KEY.sort },
      ExpressionAttributeValues: { ":latest": LATEST },
      ConsistentRead: true,
    };
    for await (const { Items = [] } of paginateScan({ client: this.#client }, input)) {
      for (const verdict of Items.map(verdictIn)) {
        if (bucket !== undefined && verdict.object.bucket !== bucket) continue;
        if (state === undefined || verdict.state === state) yield verdict;
      }
    }
  }

  async page({ partition, before, limit }: VerdictPage): Promise<readonly Verdict[]> {
    const { name, partition: hash, sort } = LISTING_INDEX;
    const input = {
      TableName: this.#table.tableName,
      IndexName: name,
      KeyConditionExpression: "#hash = :partition AND #sort < :before",
      ExpressionAttributeNames: { "#hash": hash, "#sort": sort },
      ExpressionAttributeValues: { ":partition": partition, ":before": before },
      ScanIndexForward: false,
      Limit: limit,
    };
    const { Items = [] } = await this.#client.send(new QueryCommand(input));
    return Items.map(verdictIn);
  }

  async #whatRefused(row: RowKey, cause: ConditionalCheckFailedException): Promise<Verdict> {
    const stored = await this.get(row);
    if (stored) return stored;
    const name = JSON.stringify(row);
    throw new Error(`row ${name} was removed while it was written; write it again`, { cause });
  }
}

function itemOf(row: RowKey, verdict: Verdict, listing: Listing) {
  const { order, state } = verdict;
  const found = state === "scanned" ? { label: verdict.label, score: verdict.score } : {};
  const listed = row.version === LATEST ? listingKeyOf(verdict, listing) : undefined;
  return { ...row, order, state, ...found, verdict, ...listed };
}

/** @throws z.ZodError when something else has written to the table. */
function verdictIn(item: Readonly<Record<string, unknown>>): Verdict {
  return Verdict.parse(item["verdict"]);
}
