import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeEach, expect, it, vi } from "vitest";
import { main } from "../../../cli/main.ts";
import type { SystemDescription } from "../../../core/settings/system-description.ts";
import { temporaryFolder } from "../../helpers/temporary-folder.ts";

const SYSTEM: SystemDescription = {
  version: 1,
  buckets: [{ name: "images", filter: {}, folder: "/nowhere" }],
  table: "verdicts",
  backfillQueueUrl: "http://127.0.0.1:9/000000000000/backfill",
  endpoints: { queues: "http://127.0.0.1:9", table: "http://127.0.0.1:9" },
};

let system: string;
let told: string;
beforeEach(async () => {
  system = join(await temporaryFolder(), "system.json");
  await writeFile(system, JSON.stringify(SYSTEM));
  told = "";
  vi.spyOn(process.stderr, "write").mockImplementation((text) => {
    told += text;
    return true;
  });
  return () => vi.restoreAllMocks();
});

it.each([
  [["backfill"], "missing required argument 's3://bucket/prefix'"],
  [["backfill", "s3://other/"], 'Expected s3://images/…, received "s3://other/".'],
  [["backfill", "s3://images/", "--resume", "x"], 'a resume token of s3://images/, received "x"'],
  [["backfill", "s3://images/", "--rate", "0"], 'a second as --rate, received "0"'],
  [["backfill", "s3://images/", "--inventory", "x"], "Expected s3://bucket/…/manifest.json"],
  [["backfill", "s3://images/", "--reason", "poison"], "unknown option '--reason'"],
  [["redrive", "--reason", "tired"], "access_denied, kms_denied, not_found, timeout"],
  [["redrive", "images/a.png"], "Expected 0 arguments but got 1: images/a.png"],
  [["redrive", "--since", "soon"], '7d as --since, received "soon"'],
  [["reconcile", "images"], 'Expected s3://images/…, received "images"'],
])("%j is refused in words", async (args, message) => {
  expect(await main([...args, "--system", system])).toBe(2);
  expect(told).toContain(message);
});

it.each([
  ["none.json", /No system is described at .*none\.json: ENOENT/],
  ["http://127.0.0.1:9", /No system is described at http:\/\/127\.0\.0\.1:9: .*npm start/],
])("says so when no system is described at %s", async (where, message) => {
  expect(await main(["redrive", "--system", where])).toBe(2);
  expect(told).toMatch(message);
});

it("takes a description that was printed as well as one in a file", async () => {
  expect(await main(["backfill", "s3://other/", "--system", JSON.stringify(SYSTEM)])).toBe(2);
  expect(told).toContain('Expected s3://images/…, received "s3://other/".');
});

it("a table that cannot be reached ends it, after the report of what was done", async () => {
  const print = vi.fn(async (_: string) => {});
  const terminal = { error: process.stderr, print };
  expect(await main(["redrive", "--json", "--system", system], terminal)).toBe(1);
  expect(print.mock.calls[0]?.[0]).toContain('"queued":0');
  expect(told).toContain("fasa:");
});
