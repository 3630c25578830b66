import { readFileSync } from "node:fs";
import { App } from "aws-cdk-lib";
import { z } from "zod";
import { ScannerStack } from "../../lib/scanner-stack.ts";

const CdkJson = z.object({ context: z.record(z.string(), z.json()) });

/** An app with the flags of cdk.json. Without bundling, a function's code is its source folder. */
export function makeApp(options: { readonly bundled: boolean; readonly outdir?: string }): App {
  const { context } = CdkJson.parse(JSON.parse(readFileSync("cdk.json", "utf8")));
  const bundling = options.bundled ? {} : { "aws:cdk:bundling-stacks": [] };
  const outdir = options.outdir === undefined ? {} : { outdir: options.outdir };
  return new App({ context: { ...context, ...bundling }, ...outdir });
}

export function makeStack(app: App): ScannerStack {
  return new ScannerStack(app, "FasaScanner");
}
