import { App } from "aws-cdk-lib";
import { readConfig } from "../lib/config.ts";
import { ScannerStacks } from "../lib/scanner-stacks.ts";

const app = new App();
new ScannerStacks(app, "FasaScanner", readConfig(app.node));
