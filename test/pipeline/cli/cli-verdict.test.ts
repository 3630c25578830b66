import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { VerdictAnswer } from "../../../core/api/verdict-query.ts";
import { startSystem } from "../../../local/system.ts";
import { TINY_MODEL_DIRECTORY } from "../../helpers/fixtures.ts";
import { flat, RED } from "../../helpers/pictures.ts";
import { startHttpDouble } from "../../helpers/running/aws-emulators.ts";
import { runCli } from "../../helpers/running/run-cli.ts";
import { temporaryFolder } from "../../helpers/temporary-folder.ts";

it("fasa verdict tells what a running system knows, also by its exit code", async () => {
  const folder = await temporaryFolder();
  const bucketDir = join(folder, "images");
  await mkdir(bucketDir);
  await flat(64, 48, RED).png().toFile(join(bucketDir, "a b+c.png"));
  await writeFile(join(bucketDir, "broken.png"), "x");
  const system = await startSystem({
    home: join(folder, "home"),
    bucketDir,
    model: { directory: TINY_MODEL_DIRECTORY },
    port: 0,
    telemetry: { log: () => {}, metric: () => {} },
    onVerdict: () => {},
  });
  onTestFinished(() => system.stop());
  await system.awaited.settled();
  const verdict = (...args: string[]) =>
    runCli(["verdict", ...args, "--endpoint", system.url], folder);

  const scanned = await verdict("images/a b+c.png");
  expect(scanned.code).toBe(0);
  expect(scanned.stdout).toMatch(/a b\+c\.png +manipulated +network +1\.000 +0\.500 +100\.0 %/);
  expect(scanned.stdout).toContain(`${system.url}/masks/`);
  const { stdout } = await verdict("images/a b+c.png", "--json");
  expect(VerdictAnswer.parse(JSON.parse(stdout)).verdict).toMatchObject({ state: "scanned" });

  expect(await verdict("images/broken.png")).toMatchObject({ code: 1 });
  expect((await verdict("images/broken.png")).stdout).toContain("Expected a JPEG, PNG");

  expect(await verdict("images/none.png")).toMatchObject({ code: 4 });
  await system.stop();
  const unreachable = await verdict("images/a b+c.png");
  expect(unreachable.code).toBe(5);
  expect(unreachable.stderr).toContain("cannot be reached");
});

const PENDING = { state: "pending", object: { bucket: "images", key: "a+b/c.png", eTag: "e" } };
const DENIED = { title: "Forbidden", status: 403, detail: "Sign your request." };

it.each([
  [202, JSON.stringify(PENDING), 3, "a+b/c.png is pending"],
  [403, JSON.stringify(DENIED), 5, "Sign your request."],
  [200, "<html>", 5, "Is this the endpoint of a scanner?"],
  [200, JSON.stringify({ verdict: { state: "scanned" } }), 5, "Is this the endpoint of a scanner?"],
])("fasa verdict takes an answer %i %s for exit code %i", async (status, body, code, message) => {
  const { endpoint, requests } = await startHttpDouble(() => ({ status, body }));
  const args = ["verdict", "images/a+b/c.png", "--endpoint", `${endpoint}/stage/`];
  const run = await runCli(args, ".");
  expect(run.code).toBe(code);
  expect(run.stdout).toContain(message);
  expect(requests[0]?.url).toBe("/stage/verdict?bucket=images&key=a%2Bb%2Fc.png");
});
