import { readFileSync, writeFileSync } from "node:fs";
import { App } from "aws-cdk-lib";
import { readConfig } from "../lib/app/config.ts";
import { ScannerStacks } from "../lib/app/scanner-stacks.ts";
import { emulated } from "./emulated-template.ts";

// The app of bin/deploy.ts, less what the emulator refuses.
const app = new App();
new ScannerStacks(app, readConfig(app.node));
for (const { templateFullPath } of app.synth().stacks) {
  const template: unknown = JSON.parse(readFileSync(templateFullPath, "utf8"));
  writeFileSync(templateFullPath, JSON.stringify(emulated(template)));
}
