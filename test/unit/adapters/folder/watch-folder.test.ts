import { appendFile, mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, it, onTestFinished, vi } from "vitest";
import { watchFolder } from "../../../../adapters/folder/watch-folder.ts";
import type { LogFields } from "../../../../core/ports.ts";
import { temporaryFolder } from "../../../helpers/temporary-folder.ts";

const SETTLE_MS = 300;

async function watched(prepare: (folder: string) => Promise<void> = async () => {}) {
  // A hidden folder above the bucket hides nothing in it.
  const folder = join(await temporaryFolder(), ".fasa", "images");
  await mkdir(folder, { recursive: true });
  await prepare(folder);
  const keys: string[] = [];
  const warnings: LogFields[] = [];
  const onChange = async (key: string) => {
    keys.push(key);
  };
  const log = (_level: string, _event: string, fields: LogFields = {}) => warnings.push(fields);
  const telemetry = { log, metric: () => {} };
  const watch = await watchFolder({ folder, onChange, telemetry, settleMs: SETTLE_MS });
  onTestFinished(() => watch.close());
  return { folder, keys, warnings };
}

it("reports files that come, change and go, in folders too, but none that was there", async () => {
  const { folder, keys } = await watched((root) => writeFile(join(root, "old.jpg"), "x"));
  await writeFile(join(folder, "a b.jpg"), "x");
  await mkdir(join(folder, "sub"));
  await writeFile(join(folder, "sub", "c.jpg"), "x");
  await vi.waitFor(() => expect(keys.toSorted()).toEqual(["a b.jpg", "sub/c.jpg"]), 5000);

  await writeFile(join(folder, "old.jpg"), "changed");
  await vi.waitFor(() => expect(keys).toContain("old.jpg"), 5000);
  await rm(join(folder, "a b.jpg"));
  await vi.waitFor(() => expect(keys.filter((key) => key === "a b.jpg")).toHaveLength(2), 5000);
});

it("waits until a file has stopped growing", async () => {
  const { folder, keys } = await watched();
  for (let part = 0; part < 6; part++) {
    await appendFile(join(folder, "slow.jpg"), "x");
    await sleep(SETTLE_MS / 2);
    expect(keys).toEqual([]);
  }
  await vi.waitFor(() => expect(keys).toEqual(["slow.jpg"]), 5000);
});

it("passes over hidden files in silence, and over names that no key can have with a warning", async () => {
  const { folder, keys, warnings } = await watched();
  await writeFile(join(folder, ".upload.part"), "x");
  const deep = Array.from({ length: 5 }, () => "x".repeat(240)).join("/");
  await mkdir(join(folder, deep), { recursive: true });
  await writeFile(join(folder, "last.jpg"), "x");
  await vi.waitFor(() => expect(keys).toEqual(["last.jpg"]), 5000);
  expect(warnings).toContainEqual({ key: deep, refusal: "a key longer than 1024 bytes" });
});
