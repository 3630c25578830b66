import { appendFile, mkdir, open, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, it, onTestFinished, vi } from "vitest";
import type { LeftOut } from "../../../../adapters/folder/list-files.ts";
import { QuietFiles } from "../../../../adapters/folder/quiet-files.ts";
import { watchFolder } from "../../../../adapters/folder/watch-folder.ts";
import { dropPrivileges, lock } from "../../../helpers/running/ordinary-user.ts";
import { temporaryFolder } from "../../../helpers/temporary-folder.ts";

const QUIET_MS = 300;
const MAX_WAIT_MS = 3000;

async function watched(prepare: (folder: string) => Promise<void> = async () => {}) {
  dropPrivileges();
  // A hidden folder above the bucket hides nothing in it.
  const folder = join(await temporaryFolder(), ".fasa", "images");
  await mkdir(folder, { recursive: true });
  await prepare(folder);
  const keys: string[] = [];
  const leftOut: LeftOut[] = [];
  const onChange = async (key: string) => {
    keys.push(key);
  };
  const onLeftOut = (one: LeftOut) => leftOut.push(one);
  const telemetry = { log: () => {}, metric: () => {} };
  const quiet = new QuietFiles(folder, { quietMs: QUIET_MS, maxWaitMs: MAX_WAIT_MS });
  const watch = await watchFolder({ folder, onChange, quiet, onLeftOut, telemetry });
  onTestFinished(() => watch.close());
  return { folder, keys, leftOut };
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
    await sleep(QUIET_MS / 2);
    expect(keys).toEqual([]);
  }
  await vi.waitFor(() => expect(keys).toEqual(["slow.jpg"]), 5000);
});

it("waits while a file is written over that has its whole size already", async () => {
  const { folder, keys } = await watched();
  const file = await open(join(folder, "slow.jpg"), "w");
  onTestFinished(() => file.close());
  await file.truncate(600);
  for (let part = 0; part < 6; part++) {
    await file.write("x".repeat(100), part * 100);
    await sleep(QUIET_MS / 2);
    expect(keys).toEqual([]);
  }
  await vi.waitFor(() => expect(keys).toEqual(["slow.jpg"]), 5000);
});

it("takes a file that is written without end as it is, after a while", async () => {
  const { folder, keys } = await watched();
  const writing = setInterval(() => appendFile(join(folder, "log.jpg"), "x"), 50);
  onTestFinished(() => clearInterval(writing));
  await vi.waitFor(() => expect(keys).toContain("log.jpg"), 2 * MAX_WAIT_MS);
});

it("reports a file that may not be read, and tells of folders and links that it does not follow", async () => {
  const { folder, keys, leftOut } = await watched((root) => symlink("/", join(root, "old")));
  await writeFile(join(folder, "locked.jpg"), "x", { mode: 0 });
  await mkdir(join(folder, "locked"), { mode: 0 });
  await lock(join(folder, "locked"));
  await symlink("locked.jpg", join(folder, "link.jpg"));
  await vi.waitFor(() => {
    expect(keys).toContain("locked.jpg");
    expect(leftOut.map(({ key, why }) => [key, why]).toSorted()).toEqual([
      ["link.jpg", "a symbolic link, which is no object"],
      ["locked", "a folder that cannot be read (EACCES)"],
    ]);
  }, 5000);
});

it("passes over hidden files in silence, and tells of names that no key can have", async () => {
  const { folder, keys, leftOut } = await watched();
  await writeFile(join(folder, ".upload.part"), "x");
  const deep = Array.from({ length: 5 }, () => "x".repeat(240)).join("/");
  await mkdir(join(folder, deep), { recursive: true });
  await writeFile(join(folder, "last.jpg"), "x");
  await vi.waitFor(() => expect(keys).toEqual(["last.jpg"]), 5000);
  const why = "a key longer than 1024 bytes";
  expect(leftOut).toContainEqual({ key: deep, why, hidesFiles: true });
});
