import { type App, type Stack, Validations } from "aws-cdk-lib";
import { Template } from "aws-cdk-lib/assertions";
import { ManagedPolicy, PolicyStatement } from "aws-cdk-lib/aws-iam";
import { BlockPublicAccess, Bucket } from "aws-cdk-lib/aws-s3";
import { AwsSolutionsChecks } from "cdk-nag";
import { describe, expect, it } from "vitest";
import { SHAPES } from "../../scripts/template-shapes.ts";
import { makeApp, makeStacks } from "../helpers/infra/synth.ts";

// Every shape in which the app is deployed: it synthesises offline, and cdk-nag finds nothing in it
// that has no written reason.

const SYNTH = { timeout: 120_000 };

function checkedApp(): App {
  const app = makeApp({ bundled: false });
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  return app;
}

describe("nothing is found that has no reason in", () => {
  it.each(Object.entries(SHAPES))("%s", SYNTH, (_, context) => {
    const app = checkedApp();
    const { pipeline, compute } = makeStacks(app, context);
    expect(() => app.synth()).not.toThrow();
    const followUps = ["quarantine", "securityHub"].filter((name) => name in context).length;
    Template.fromStack(pipeline).resourceCountIs("AWS::SQS::Queue", 5 + 2 * followUps);
    expect(compute === undefined).toBe(context["compute"] === "lambdaCpu");
  });
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
])("$name that is planted is found", SYNTH, ({ plant, rule }) => {
  const app = checkedApp();
  plant(makeStacks(app, { compute: "lambdaCpu" }).pipeline);
  expect(() => app.synth()).toThrow(rule);
});
