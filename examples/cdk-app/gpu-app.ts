import { App, Stack } from "aws-cdk-lib";
import { ecsGpu, ImageScanner, Model } from "fasa-scanner";

// On GPU instances that come and go with the work, in public subnets without any way in.
new ImageScanner(new Stack(new App(), "Images"), "Scanner", {
  compute: ecsGpu({ network: "public", maxTasks: 4, spot: true }),
  model: Model.shipped({ falsePositiveRate: "0.01" }),
});
