import { Stack } from "aws-cdk-lib";
import { Template } from "aws-cdk-lib/assertions";
import { AccountPrincipal, Role } from "aws-cdk-lib/aws-iam";
import { expect, it } from "vitest";
import { ImageScanner } from "../../../lib/image-scanner.ts";
import { READ } from "../../helpers/infra/expected-actions.ts";
import { actionsOf, statementsOf } from "../../helpers/infra/policies.ts";
import { makeApp } from "../../helpers/infra/synth.ts";

const SYNTH = { timeout: 60_000 };

it("lets a person look and review, and nothing else", SYNTH, () => {
  const stack = new Stack(makeApp({ bundled: false }), "Customer");
  const scanner = new ImageScanner(stack, "Scanner");
  const moderator = new Role(stack, "Moderator", {
    assumedBy: new AccountPrincipal("1".repeat(12)),
  });
  scanner.grantReview(moderator);
  const template = Template.fromStack(stack);
  const actions = [...new Set([...READ, "execute-api:Invoke", "s3:ListBucket", "s3:PutObject"])];
  expect(actionsOf(template, "ModeratorDefaultPolicy")).toEqual(actions.sort());
  const writing = statementsOf(template, "ModeratorDefaultPolicy").filter(({ Action }) =>
    Action.includes("s3:PutObject"),
  );
  expect(JSON.stringify(writing.map(({ Resource }) => Resource))).toContain("/reviews/*");
  expect(JSON.stringify(writing)).not.toContain("masks/*");
});
