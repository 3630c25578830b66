import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App } from "aws-cdk-lib";
import { z } from "zod";
import { readConfig } from "../../lib/app/config.ts";
import { ScannerStacks } from "../../lib/app/scanner-stacks.ts";

const Resource = z.looseObject({ Type: z.string(), Properties: z.json().optional() });
const Resources = z.object({ Resources: z.record(z.string(), Resource) });
const CdkJson = z.object({ context: z.record(z.string(), z.json()) });

/** The resources of the app in one stack. */
export type DeployedResources = z.infer<typeof Resources>["Resources"];

/** What `cdk deploy` with these settings would deploy, without its assets. */
export function resourcesOf(settings: Readonly<Record<string, string>>): DeployedResources {
  const { context } = CdkJson.parse(JSON.parse(readFileSync("cdk.json", "utf8")));
  const outdir = mkdtempSync(join(tmpdir(), "fasa-simulate-"));
  try {
    const given = { ...context, stacks: "one", ...settings, "aws:cdk:bundling-stacks": [] };
    const app = new App({ outdir, context: given });
    new ScannerStacks(app, readConfig(app.node));
    const [stack] = app.synth().stacks;
    return Resources.parse(stack?.template).Resources;
  } finally {
    rmSync(outdir, { recursive: true });
  }
}

/**
 * Of the resource of a type whose id has `part` in it, what `schema` says of its properties.
 *
 * @throws TypeError unless there is one.
 */
export function propertiesOf<T>(
  resources: DeployedResources,
  type: string,
  part: RegExp,
  schema: z.ZodType<T>,
): T {
  const found = Object.entries(resources).filter(
    ([id, resource]) => resource.Type === type && part.test(id),
  );
  const [[, resource] = []] = found;
  if (resource !== undefined && found.length === 1) return schema.parse(resource.Properties);
  throw new TypeError(`expected one ${type} like ${part}, found ${found.length}`);
}
