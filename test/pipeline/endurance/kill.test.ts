import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { copyFile, mkdir, readdir } from "node:fs/promises";
import { join } from "node:path";
import { DynamoDBDocumentClient, ScanCommand } from "@aws-sdk/lib-dynamodb";
import { afterEach, expect, it, vi } from "vitest";
import { makeDynamoDbClient } from "../../../adapters/aws/clients.ts";
import { Verdict } from "../../../core/contracts/verdict.ts";
import { startTable } from "../../../local/cloud/table.ts";
import { TINY_MODEL_DIRECTORY } from "../../helpers/fixtures.ts";
import { temporaryFolder } from "../../helpers/temporary-folder.ts";

const SAMPLES = "samples";
const IMAGES = 32;

let running: ChildProcess | undefined;

afterEach(() => running?.kill("SIGKILL"));

/** `npm start`, without npm: the process that is killed is the one that scans. */
function start(home: string, images: string, ...options: string[]): ChildProcess {
  const where = [
    "--home",
    home,
    "--bucket-dir",
    images,
    "--port",
    "0",
    "--model",
    TINY_MODEL_DIRECTORY,
  ];
  const args = ["--import", "tsx", "local/app.ts", ...where, ...options];
  running = spawn(process.execPath, args, { stdio: "ignore" });
  return running;
}

/** Row key → verdict, of every row, read the way the system left them. */
async function rowsOf(home: string): Promise<Map<string, Verdict>> {
  const table = await startTable(join(home, "table"));
  const client = DynamoDBDocumentClient.from(makeDynamoDbClient(table));
  try {
    const { Items: rows = [] } = await client.send(new ScanCommand({ TableName: "verdicts" }));
    return new Map(
      rows.map((row) => [`${row["object"]} ${row["version"]}`, Verdict.parse(row["verdict"])]),
    );
  } finally {
    client.destroy();
    await table.close();
  }
}

/** By their keys; their names for people are others of the same files. */
async function masksOf(home: string): Promise<string[]> {
  const keyed = join(home, "masks", "masks");
  const entries = await readdir(keyed, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map(({ name }) => name)
    .toSorted();
}

it.each([1, 10])(
  "a kill after %i masks loses no image and gives none two verdicts",
  async (masks) => {
    const folder = await temporaryFolder();
    const [home, images] = [join(folder, "home"), join(folder, "images")];
    await mkdir(images);
    const samples = (await readdir(SAMPLES)).filter((name) => name.endsWith(".jpg"));
    for (let i = 0; i < IMAGES; i++) {
      const sample = samples[i % samples.length] ?? "";
      await copyFile(join(SAMPLES, sample), join(images, `${i}-${sample}`));
    }

    const first = start(home, images);
    await vi.waitFor(
      async () => expect((await masksOf(home)).length).toBeGreaterThanOrEqual(masks),
      {
        timeout: 30_000,
        interval: 5,
      },
    );
    first.kill("SIGKILL");
    await once(first, "exit");
    const before = await rowsOf(home);
    const scannedBefore = [...before.keys()].filter((key) => key.endsWith(" latest")).length;
    expect(scannedBefore).toBeLessThan(IMAGES);

    const [code] = await once(start(home, images, "--once"), "exit");
    expect(code).toBe(0);
    const after = await rowsOf(home);
    const latest = [...after]
      .filter(([key]) => key.endsWith(" latest"))
      .map(([, verdict]) => verdict);
    const versions = [...after].filter(([key]) => !key.endsWith(" latest"));
    expect(new Set(latest.map(({ object }) => object.key)).size).toBe(IMAGES);
    expect(latest.every(({ state }) => state === "scanned")).toBe(true);
    expect(versions).toHaveLength(IMAGES);
    expect(await masksOf(home)).toHaveLength(IMAGES);
    // What had its verdict was not scanned again.
    for (const [key, verdict] of before)
      if (key.endsWith(" latest")) expect(after.get(key)).toEqual(verdict);
  },
);
