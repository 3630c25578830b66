import { readdir, readFile } from "node:fs/promises";
import { join, relative } from "node:path";
import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient, paginateScan } from "@aws-sdk/lib-dynamodb";
import { Verdict } from "../../core/contracts/verdict.ts";
import { TABLE_NAME } from "../../local/cloud/cloud.ts";
import type { ReadMask } from "./verdict-check.ts";

/** What is in the table and in the mask bucket. */
export interface Remains {
  /** `<object> <version>` → verdict, of every row. */
  readonly rows: ReadonlyMap<string, Verdict>;
  readonly readMask: ReadMask;
  /** Paths of all files of the mask bucket, hidden ones too. */
  readonly masks: readonly string[];
}

/** The rows are older than the masks: a row may not name a mask that is still to come. */
export async function remainsOf(client: DynamoDBClient, maskFolder: string): Promise<Remains> {
  const rows = await rowsOf(client);
  const readMask = (key: string) => readFile(join(maskFolder, key)).catch(() => undefined);
  const entries = await readdir(maskFolder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const masks = files.map(({ parentPath, name }) => relative(maskFolder, join(parentPath, name)));
  return { rows, readMask, masks };
}

async function rowsOf(client: DynamoDBClient): Promise<Map<string, Verdict>> {
  const rows = new Map<string, Verdict>();
  const paginator = { client: DynamoDBDocumentClient.from(client) };
  for await (const { Items = [] } of paginateScan(paginator, { TableName: TABLE_NAME })) {
    for (const item of Items) {
      rows.set(`${item["object"]} ${item["version"]}`, Verdict.parse(item["verdict"]));
    }
  }
  return rows;
}
