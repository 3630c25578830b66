import { Template } from "aws-cdk-lib/assertions";
import { expect, it } from "vitest";
import { readConfig } from "../../../lib/app/config.ts";
import { statementsOf } from "../../helpers/infra/policies.ts";
import { makeApp, makeStacks } from "../../helpers/infra/synth.ts";

const SYNTH = { timeout: 60_000 };
const KEY = "arn:aws:kms:eu-central-1:111122223333:key/held";

const configOf = (context: Readonly<Record<string, string>>) => {
  const app = makeApp({ bundled: false });
  for (const [name, value] of Object.entries(context)) app.node.setContext(name, value);
  return readConfig(app.node);
};

it.each([
  ["held", { bucket: "held", prefix: "" }],
  ["held/", { bucket: "held", prefix: "" }],
  ["held/a/b", { bucket: "held", prefix: "a/b" }],
])("reads quarantineTo=%s", (quarantineTo, expected) => {
  expect(configOf({ quarantine: "copy", quarantineTo })).toMatchObject({ quarantineTo: expected });
});

it.each([
  [{ quarantine: "copy" }, "quarantine and quarantineTo belong together"],
  [{ quarantineTo: "held" }, "quarantine and quarantineTo belong together"],
  [{ quarantine: "delete", quarantineTo: "held" }, "quarantine"],
  [{ quarantine: "copy", quarantineTo: "s3://held" }, "expected a bucket's name"],
  [{ quarantineKmsKeyArn: KEY }, "the key of the bucket that quarantineTo names"],
  [{ quarantine: "copy", quarantineTo: "held", quarantineKmsKeyArn: "alias/held" }, "of a key"],
  [{ quarantin: "copy" }, "did you mean quarantine?"],
  [{ securityHub: "yes" }, "securityHub"],
])("refuses %j", (context, message) => {
  expect(() => configOf(context)).toThrow(message);
});

it("makes both of it", SYNTH, () => {
  const { pipeline } = makeStacks(makeApp({ bundled: false }), {
    compute: "lambdaCpu",
    quarantine: "move",
    quarantineTo: "held/images",
    quarantineKmsKeyArn: KEY,
    securityHub: "on",
  });
  const template = Template.fromStack(pipeline);
  template.hasResourceProperties("AWS::Lambda::Function", {
    Environment: {
      Variables: { ACTION: "move", TO_BUCKET: "held", TO_PREFIX: "images/" },
    },
  });
  expect(statementsOf(template, "ScannerQuarantine").map(({ Resource }) => Resource)).toContain(
    KEY,
  );
  expect(statementsOf(template, "ScannerSecurityHub").flatMap(({ Action }) => Action)).toContain(
    "securityhub:BatchImportFindings",
  );
});

it("makes none of it where it is off", SYNTH, () => {
  const { pipeline } = makeStacks(makeApp({ bundled: false }), {
    compute: "lambdaCpu",
    securityHub: "off",
  });
  expect(statementsOf(Template.fromStack(pipeline), "ScannerSecurityHub")).toEqual([]);
});
