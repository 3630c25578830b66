import { App } from "aws-cdk-lib";
import { readConfig } from "../lib/config.ts";
import { ScannerStack } from "../lib/scanner-stack.ts";

const app = new App();
new ScannerStack(app, "FasaScanner", {
  description: "Finds manipulated images: a verdict and a mask for every image in a bucket.",
  config: readConfig(app.node),
});
