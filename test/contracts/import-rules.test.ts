import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, it } from "vitest";
import { writeImportRules } from "../../scripts/import-rules.ts";

const repository = fileURLToPath(new URL("../..", import.meta.url));
const biome = join(repository, "node_modules/.bin/biome");
const tree = mkdtempSync(join(tmpdir(), "import-rules-"));

beforeAll(async () => {
  cpSync(join(repository, "biome.json"), join(tree, "biome.json"));
  await writeImportRules(tree);
});
afterAll(() => rmSync(tree, { recursive: true }));

/** How often the import and purity rules refuse a file of these lines at `path`. */
function refusals(path: string, lines: readonly string[]): number {
  mkdirSync(dirname(join(tree, path)), { recursive: true });
  writeFileSync(join(tree, path), `${lines.join("\n")}\n`);
  const rules = ["noRestrictedImports", "noRestrictedGlobals"].map((r) => `--only=style/${r}`);
  const options = ["--vcs-enabled=false", "--max-diagnostics=none", ...rules];
  const run = spawnSync(biome, ["lint", ...options, path], { cwd: tree, encoding: "utf8" });
  expect(run.stderr).toContain("Checked 1 file");
  return run.stderr.match(/ lint\/style\/noRestricted/g)?.length ?? 0;
}
const imports = (specifiers: readonly string[]) =>
  specifiers.map((specifier, i) => `export * as name${i} from "${specifier}";`);

const SDK = "@aws-sdk/client-s3";
const CDK = ["aws-cdk-lib", "aws-cdk-lib/aws-s3", "constructs"];
const NATIVE = ["sharp", "onnxruntime-node"];

it.each([
  [
    "core/scan/x.ts",
    ["node:fs", SDK, ...CDK, ...NATIVE, "../../adapters/aws/x.ts", "../../lib/x.ts"],
  ],
  ["adapters/aws/x.ts", [...CDK, ...NATIVE, "../../lambdas/x/x.ts", "../../local/x.ts"]],
  ["adapters/image/x.ts", [SDK, ...CDK, "onnxruntime-node", "../../cli/x.ts"]],
  ["adapters/onnx/x.ts", [SDK, ...CDK, "sharp", "../../gpu-worker/x.ts"]],
  ["adapters/folder/x.ts", [SDK, ...CDK, ...NATIVE, "../../lambdas/x/x.ts"]],
  [
    "lambdas/query-verdict/x.ts",
    [SDK, ...CDK, ...NATIVE, "../../gpu-worker/x.ts", "../../local/x.ts"],
  ],
  ["gpu-worker/x.ts", [SDK, ...CDK, ...NATIVE, "../lambdas/x/x.ts", "../bin/x.ts"]],
  ["local/x.ts", [SDK, ...CDK, ...NATIVE, "../cli/x.ts", "../lib/x.ts"]],
  ["cli/x.ts", [SDK, ...CDK, ...NATIVE, "../local/x.ts", "../bin/x.ts"]],
  ["lib/x.ts", [SDK, ...NATIVE, "../core/ports.ts", "../core/scan/x.ts", "../adapters/aws/x.ts"]],
  ["lib/compute/ecs/x.ts", ["../../../core/scan/x.ts", "../../app/x.ts", "../../image-scanner.ts"]],
  ["core/contracts/x.ts", ["../settings/x.ts", "../ports.ts", "../scan/x.ts"]],
  ["core/history/grid/x.ts", ["../../scan/x.ts", "../../contracts/x.ts"]],
  ["adapters/model/x.ts", ["../onnx/x.ts", "../../core/ports.ts"]],
  ["lib/functions/x.ts", ["../../lambdas/query-verdict/index.ts", "../../gpu-worker/worker.ts"]],
  ["bin/deploy.ts", [SDK, ...NATIVE, "../cli/x.ts", "../core/scan/x.ts", "../lambdas/x/index.ts"]],
  ["bin/fasa.ts", [SDK, ...CDK, ...NATIVE, "../core/ports.ts", "../lib/x.ts"]],
])("%s may not import %j", (path, specifiers) => {
  expect(refusals(path, imports(specifiers))).toBe(specifiers.length);
});

it.each([
  ["core/scan/x.ts", ["zod", "node:crypto", "./y.ts", "../contracts/y.ts", "../ports.ts"]],
  ["adapters/aws/x.ts", [SDK, "node:fs", "../../core/ports.ts"]],
  ["core/history/grid/x.ts", ["../cells.ts", "../zeros/x.ts", "../../ports.ts"]],
  [
    "lambdas/query-verdict/index.ts",
    ["../../core/scan/y.ts", "../../adapters/aws/y.ts", "./env.ts"],
  ],
  [
    "local/app.ts",
    ["fauxqs", "dynalite", "../lambdas/query-verdict/x.ts", "../gpu-worker/consume.ts"],
  ],
  ["lib/x.ts", [...CDK, "../core/settings/y.ts", "./y.ts"]],
  ["lib/functions/x.ts", ["../../core/api/y.ts", "../../lambdas/query-verdict/env.ts"]],
  ["bin/fasa.ts", ["../cli/main.ts"]],
])("%s may import %j", (path, specifiers) => {
  expect(refusals(path, imports(specifiers))).toBe(0);
});

it("core reads no clock and no environment", () => {
  const impure = [
    ...["Date.now()", "performance.now()", "process.env", "fetch", "setTimeout", "console"],
    ...["globalThis.Date.now()", "setImmediate", "crypto.randomUUID()"],
  ];
  const lines = impure.map((expression, i) => `export const value${i} = ${expression};`);
  for (const room of ["scan", "requeue", "cost", "history"]) {
    expect(refusals(`core/${room}/x.ts`, lines)).toBe(impure.length);
  }
});
