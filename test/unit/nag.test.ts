import { type App, type Stack, Validations } from "aws-cdk-lib";
import { ManagedPolicy, PolicyStatement } from "aws-cdk-lib/aws-iam";
import { BlockPublicAccess, Bucket } from "aws-cdk-lib/aws-s3";
import { AwsSolutionsChecks } from "cdk-nag";
import { expect, it } from "vitest";
import { makeApp, makeStack } from "../helpers/synth.ts";

const SYNTH_TIMEOUT_MS = 60_000;

function checkedApp(): App {
  const app = makeApp({ bundled: false });
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  return app;
}

it("finds nothing in the stack that has no written reason", { timeout: SYNTH_TIMEOUT_MS }, () => {
  const app = checkedApp();
  makeStack(app);
  expect(() => app.synth()).not.toThrow();
});

const star = (stack: Stack) => {
  const statements = [new PolicyStatement({ actions: ["s3:GetObject"], resources: ["*"] })];
  return new ManagedPolicy(stack, "Planted", { statements });
};
const open = (stack: Stack) => {
  const blockPublicAccess = BlockPublicAccess.BLOCK_ACLS_ONLY;
  return new Bucket(stack, "Planted", { publicReadAccess: true, blockPublicAccess });
};

it.each([
  { name: "a policy for everything", plant: star, rule: "AwsSolutions-IAM5[Resource::*]" },
  { name: "an open bucket", plant: open, rule: "AwsSolutions-S2" },
])("finds $name that is planted", { timeout: SYNTH_TIMEOUT_MS }, ({ plant, rule }) => {
  const app = checkedApp();
  plant(makeStack(app));
  expect(() => app.synth()).toThrow(rule);
});
