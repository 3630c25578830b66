import { App, CfnOutput, Stack } from "aws-cdk-lib";
import { ImageScanner } from "fasa-scanner";

const stack = new Stack(new App(), "Images");
const scanner = new ImageScanner(stack, "Scanner", {
  filter: { prefixes: ["uploads/"] },
  events: "all",
});
new CfnOutput(stack, "Endpoint", { value: scanner.query.api.apiEndpoint });
