import { Template } from "aws-cdk-lib/assertions";
import { beforeAll, describe, expect, it } from "vitest";
import { CONSUME, LOGS, READ, RECORD } from "../../helpers/infra/expected-actions.ts";
import { actionsOf, statementsOf } from "../../helpers/infra/policies.ts";
import { makeApp, makeStacks } from "../../helpers/infra/synth.ts";

const SYNTH_TIMEOUT_MS = 60_000;

let template: Template;
beforeAll(() => {
  const stacks = makeStacks(makeApp({ bundled: false }), { compute: "lambdaCpu" });
  template = Template.fromStack(stacks.pipeline);
}, SYNTH_TIMEOUT_MS);

describe("least privilege", () => {
  const WRITE_MASKS = ["s3:AbortMultipartUpload", "s3:PutObject"];

  it.each([
    ["ScanImage", [...LOGS, ...CONSUME, ...READ, "sqs:SendMessage"]],
    ["RecordVerdict", [...LOGS, ...CONSUME, ...RECORD, ...WRITE_MASKS, "events:PutEvents"]],
    ["ParkDeadLetter", [...LOGS, ...CONSUME, ...RECORD, ...READ, "events:PutEvents"]],
    ["QueryApiQueryVerdict", [...LOGS, "dynamodb:GetItem", "dynamodb:Query", ...READ]],
    ["QueryApiRequestScan", [...LOGS, "dynamodb:GetItem", "sqs:SendMessage", ...READ]],
  ])("%s may do this and nothing else", (construct, actions) => {
    expect(actionsOf(template, `Scanner${construct}`)).toEqual([...actions].sort());
  });

  it("names its resources: none is a wildcard of its own", () => {
    const resources = ["ScanImage", "RecordVerdict", "ParkDeadLetter", "QueryApi"]
      .flatMap((construct) => statementsOf(template, `Scanner${construct}`))
      .flatMap(({ Resource }) => (Array.isArray(Resource) ? Resource : [Resource]));
    expect(resources.length).toBeGreaterThan(0);
    for (const resource of resources) expect(typeof resource).toBe("object");
  });

  it("gives no role of ours a managed policy", () => {
    const roles = Object.entries(template.findResources("AWS::IAM::Role"));
    const managed = roles.filter(([, { Properties }]) => "ManagedPolicyArns" in Properties);
    expect(managed.map(([id]) => id)).toEqual([
      expect.stringMatching(/^BucketNotificationsHandler/),
    ]);
  });
});
