import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdir, mkdtemp, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DeleteCommand, DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { makeDynamoDbClient } from "../../../adapters/aws/clients.ts";
import { connectSystem, type OperatedSystem } from "../../../cli/system/connect.ts";
import { latestRow, versionRow } from "../../../core/contracts/object-keys.ts";
import { scanError } from "../../../core/contracts/reasons.ts";
import { failureOf } from "../../../core/contracts/scan-result.ts";
import type { Verdict } from "../../../core/contracts/verdict.ts";
import {
  parseSystem,
  SYSTEM_ROUTE,
  type SystemDescription,
} from "../../../core/settings/system-description.ts";
import { unscannedVerdictOf } from "../../../core/verdicts/result-to-verdict.ts";
import { writeVerdict } from "../../../core/verdicts/write-verdict.ts";
import { type LocalSystem, startSystem } from "../../../local/system.ts";
import { parkedResult } from "../../helpers/builders.ts";
import { TINY_MODEL_DIRECTORY } from "../../helpers/fixtures.ts";
import { flat, RED } from "../../helpers/pictures.ts";
import { lock } from "../../helpers/running/ordinary-user.ts";
import { LAUNCHER, runCli } from "../../helpers/running/run-cli.ts";

const BUCKET = "images";
const NAMES = ["a b+c.png", "löwe.png", ...Array.from({ length: 20 }, (_, i) => `press/${i}.png`)];
const AN_HOUR_AGO = new Date(Date.now() - 3_600_000);

let folder: string;
let system: LocalSystem;
let description: SystemDescription;
let operated: OperatedSystem;
let table: DynamoDBDocumentClient;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "fasa-operate-"));
  const bucketDir = join(folder, "images");
  await mkdir(join(bucketDir, "press"), { recursive: true });
  for (const name of NAMES) {
    const path = join(bucketDir, name);
    await flat(64, 48, RED).png().toFile(path);
    await utimes(path, AN_HOUR_AGO, AN_HOUR_AGO);
  }
  system = await startSystem({
    home: join(folder, "home"),
    bucketDir,
    model: { directory: TINY_MODEL_DIRECTORY },
    port: 0,
    telemetry: { log: () => {}, metric: () => {} },
    onVerdict: () => {},
  });
  await system.awaited.settled();
  description = parseSystem(await (await fetch(system.url + SYSTEM_ROUTE)).text());
  operated = connectSystem(description);
  const { endpoints } = description;
  table = DynamoDBDocumentClient.from(
    makeDynamoDbClient(endpoints && { endpoint: endpoints.table }),
  );
});

afterAll(async () => {
  table.destroy();
  operated.close();
  await system.stop();
  await rm(folder, { recursive: true });
});

const fasa = (...args: string[]) => runCli([...args, "--system", system.url], folder);
const report = async (...args: string[]) => JSON.parse((await fasa(...args, "--json")).stdout);
/** A run that can be stopped; its report is one JSON document, or it throws. */
function start(...args: string[]) {
  const run = spawn(process.execPath, [LAUNCHER, ...args, "--json", "--system", system.url]);
  let printed = "";
  run.stdout.on("data", (chunk) => {
    printed += chunk;
  });
  return {
    exit: once(run, "exit"),
    stop: () => void run.kill("SIGINT"),
    report: () => JSON.parse(printed),
  };
}

const verdictOf = (key: string) => operated.verdicts.get(latestRow({ bucket: BUCKET, key }));

async function known(key: string): Promise<Verdict> {
  const verdict = await verdictOf(key);
  if (verdict === undefined) throw new Error(`no verdict about ${key}`);
  return verdict;
}

async function scannedAgain(keys: readonly string[], generation: number) {
  for (const key of keys) {
    await vi.waitFor(
      async () => expect(await verdictOf(key)).toMatchObject({ state: "scanned", generation }),
      { timeout: 30_000, interval: 100 },
    );
  }
}

/** As if the rows had never been written. */
async function forget(key: string) {
  const { object } = await known(key);
  for (const row of [latestRow(object), versionRow(object)]) {
    await table.send(new DeleteCommand({ TableName: description.table, Key: row }));
  }
}

describe("fasa reconcile", () => {
  it("finds what the table lacks, and has it scanned", async () => {
    await forget("löwe.png");
    const dry = await fasa("reconcile", "--dry-run");
    expect(dry.code).toBe(1);
    expect(dry.stdout).toContain("1 scan to queue");
    expect(await verdictOf("löwe.png")).toBeUndefined();

    expect(await report("reconcile")).toMatchObject({
      items: 22,
      queued: 1,
      notQueued: { hasVerdict: 21 },
    });
    await scannedAgain(["löwe.png"], 0);
    expect((await fasa("reconcile", "--dry-run")).code).toBe(0);
  });

  it("says what it may not look at, and that this is not everything", async () => {
    const locked = join(folder, "images", "locked");
    await mkdir(locked);
    await lock(locked);
    const { code, stderr } = await fasa("reconcile", "--dry-run");
    expect(code).toBe(1);
    expect(stderr).toContain("Left out: locked/: a folder that cannot be read (EACCES)\n");
    await chmod(locked, 0o700);
    await rm(locked, { recursive: true });
  });

  it("leaves to its event what is not yet old enough", async () => {
    await forget("press/1.png");
    const young = await report("reconcile", "s3://images/press/", "--written-before", "2h");
    expect(young).toMatchObject({ items: 20, queued: 0, notQueued: { tooRecent: 1 } });
    await report("reconcile");
    await scannedAgain(["press/1.png"], 0);
  });
});

describe("a stopped fasa reconcile", () => {
  it("says nothing of the places that it has not looked at", async () => {
    const keys = NAMES.filter((name) => name.startsWith("press/"));
    for (const key of keys) await forget(key);
    const run = start("reconcile", "s3://images/press/", "s3://images/", "--rate", "1");
    await scannedAgain(["press/0.png"], 0);
    run.stop();
    expect(await run.exit).toEqual([1, null]);
    expect(run.report()).toMatchObject({ where: "s3://images/press/" });
    expect(run.report().queued).toBeLessThan(keys.length);
    await report("reconcile");
    await scannedAgain(keys, 0);
  });
});

describe("fasa redrive", () => {
  const parked = async (key: string) => {
    const { object, generation } = await known(key);
    const job = { ...parkedResult().job, object, generation: generation + 1 };
    await writeVerdict(operated.verdicts, unscannedVerdictOf(parkedResult(job)));
    expect(await verdictOf(key)).toMatchObject({ state: "failed", reason: { code: "poison" } });
  };

  it("scans again what was given up, by reason, time and prefix", async () => {
    await parked("a b+c.png");
    await parked("press/2.png");
    expect(await report("redrive", "--reason", "timeout")).toMatchObject({ queued: 0 });
    expect(await report("redrive", "--since", "1h")).toMatchObject({ queued: 0 });
    const since = ["--since", "2026-01-02T03:00:00Z", "--until", "2026-01-02T04:00:00Z"];
    const dry = await report("redrive", "--dry-run", ...since);
    expect(dry).toMatchObject({ queued: 2, reasons: { poison: 2 } });

    const only = await fasa("redrive", "--prefix", "images/press/");
    expect(only.stdout).toBe("1 scan queued; new uploads go before them\n  1 poison\n");
    await scannedAgain(["press/2.png"], 2);
    expect(await verdictOf("a b+c.png")).toMatchObject({ state: "failed" });

    expect(await report("redrive")).toMatchObject({ queued: 1 });
    await scannedAgain(["a b+c.png"], 2);
    expect(await report("redrive")).toMatchObject({ queued: 0 });
  });

  it("says that there is nothing to scan again, and what failed for other reasons", async () => {
    const { object, generation } = await known("press/3.png");
    const { job } = parkedResult();
    const result = {
      ...parkedResult({ ...job, object, generation: generation + 1 }),
      ...failureOf(scanError("corrupt", { found: "half of it" })),
    };
    await writeVerdict(operated.verdicts, unscannedVerdictOf(result));
    expect((await fasa("redrive")).stdout).toBe(
      "Nothing to scan again: nothing that was asked about failed by what a retry can change.\n" +
        "Left alone (a retry cannot change why; --reason takes them):\n  1 corrupt\n",
    );
    expect((await fasa("redrive", "--reason", "timeout")).stdout).toContain("failed by timeout.");
    expect(await report("redrive", "--reason", "corrupt")).toMatchObject({
      queued: 1,
      leftAlone: {},
      complete: true,
    });
    await scannedAgain(["press/3.png"], 2);
  });
});

describe("fasa backfill", () => {
  it("passes over what has a verdict, and says what the rest would cost", async () => {
    const path = join(folder, "outputs.json");
    const deployed = { ...description, compute: "lambdaCpu" };
    await writeFile(path, JSON.stringify({ Pipeline: { System: JSON.stringify(deployed) } }));
    const dry = await runCli(
      ["backfill", "s3://images/", "--again", "--dry-run", "--system", path],
      folder,
    );
    expect(dry.stdout).toContain("s3://images/: 22 objects");
    expect(dry.stdout).toMatch(/22 scans to queue, less than 0\.01 US dollars, 1 s at 50 a second/);
    expect(await report("backfill", "s3://images/")).toMatchObject({ queued: 0 });
  });

  it("stops when it is asked to, and goes on where it stopped", async () => {
    const keys = NAMES.filter((name) => name.startsWith("press/"));
    const before = new Map<string, number>();
    for (const key of keys) before.set(key, (await known(key)).generation);
    const run = start("backfill", "s3://images/press/", "--again", "--rate", "1");
    await scannedAgain(["press/0.png"], 1);
    run.stop();
    expect(await run.exit).toEqual([1, null]);
    const half = run.report();
    expect(half.queued).toBeGreaterThan(0);
    expect(half.queued).toBeLessThan(keys.length);

    const rest = await report("backfill", "s3://images/press/", "--again", "--resume", half.resume);
    expect(rest.queued).toBe(keys.length - half.queued);
    for (const [key, generation] of before) await scannedAgain([key], generation + 1);
  });
});
