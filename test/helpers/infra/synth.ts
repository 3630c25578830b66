import { readFileSync } from "node:fs";
import { App } from "aws-cdk-lib";
import { Template } from "aws-cdk-lib/assertions";
import { z } from "zod";
import { readConfig } from "../../../lib/app/config.ts";
import { ScannerStacks } from "../../../lib/app/scanner-stacks.ts";
import { USUAL_STACKS } from "../../../scripts/template-shapes.ts";

const CdkJson = z.object({ context: z.record(z.string(), z.json()) });

/** An app with the flags of cdk.json. Without bundling, a function's code is its source folder. */
export function makeApp(options: { readonly bundled: boolean; readonly outdir?: string }): App {
  const { context } = CdkJson.parse(JSON.parse(readFileSync("cdk.json", "utf8")));
  const bundling = options.bundled ? {} : { "aws:cdk:bundling-stacks": [] };
  const outdir = options.outdir === undefined ? {} : { outdir: options.outdir };
  return new App({ context: { ...context, ...bundling }, ...outdir });
}

/** The app's stacks as `cdk deploy -c stacks=split -c name=value` would make them. @param app without any stack yet */
export function makeStacks(app: App, context: Readonly<Record<string, string>>): ScannerStacks {
  const given = { stacks: USUAL_STACKS, ...context };
  for (const [name, value] of Object.entries(given)) app.node.setContext(name, value);
  return new ScannerStacks(app, readConfig(app.node));
}

/** The compute stack of `ecsGpu`. */
export function ecsGpuTemplate(context: Readonly<Record<string, string>>): Template {
  const { compute } = makeStacks(makeApp({ bundled: false }), {
    compute: "ecsGpu",
    ...context,
  });
  if (compute === undefined) throw new Error("no compute stack");
  return Template.fromStack(compute);
}

/** An environment as the code would parse it: what is known only when it is deployed is some URL. */
export function whenDeployed(environment: Readonly<Record<string, unknown>>) {
  return Object.fromEntries(
    Object.entries(environment).map(([name, value]) => [
      name,
      typeof value === "string" ? value : "https://known-when.deployed",
    ]),
  );
}
