import { App } from "aws-cdk-lib";
import { readConfig } from "../lib/app/config.ts";
import { ScannerStacks } from "../lib/app/scanner-stacks.ts";

const app = new App();
new ScannerStacks(app, readConfig(app.node));
