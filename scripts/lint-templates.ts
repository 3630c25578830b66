import { execFileSync } from "node:child_process";
import { copyFileSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App } from "aws-cdk-lib";
import { z } from "zod";
import { readConfig } from "../lib/app/config.ts";
import { ScannerStacks } from "../lib/app/scanner-stacks.ts";
import { SHAPES, USUAL_STACKS } from "./template-shapes.ts";

// `npm run lint:templates`: cfn-lint over the templates of every shape. Warnings are printed, errors fail.
const REGIONS = ["us-east-1", "eu-central-1"];
/** A dependency that is said twice, and an output that passes an import on. */
const AS_THE_CDK_WRITES = ["W3005", "W6001"];
const CdkJson = z.object({ context: z.record(z.string(), z.json()) });

const { context } = CdkJson.parse(JSON.parse(readFileSync("cdk.json", "utf8")));
const folder = mkdtempSync(join(tmpdir(), "fasa-templates-"));
try {
  const templates = Object.entries(SHAPES).flatMap(([name, shape], index) => {
    process.stdout.write(`${name}: ${JSON.stringify(shape)}\n`);
    return templatesOf(shape, `shape-${index}`);
  });
  const options = ["--regions", ...REGIONS, "--ignore-checks", ...AS_THE_CDK_WRITES];
  execFileSync(".cfn-lint/bin/cfn-lint", [...options, "--", ...templates], { stdio: "inherit" });
  process.stdout.write(`${templates.length} templates, no error\n`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** What `cdk synth` writes, without what is deployed beside it. */
function templatesOf(shape: Readonly<Record<string, string>>, name: string): string[] {
  const outdir = join(folder, name);
  const given = { ...context, stacks: USUAL_STACKS, ...shape, "aws:cdk:bundling-stacks": [] };
  const app = new App({ outdir, context: given });
  new ScannerStacks(app, readConfig(app.node));
  const templates = app.synth().stacks.map(({ stackName, templateFullPath }) => {
    const template = join(folder, `${name}-${stackName}.json`);
    copyFileSync(templateFullPath, template);
    return template;
  });
  rmSync(outdir, { recursive: true });
  return templates;
}
