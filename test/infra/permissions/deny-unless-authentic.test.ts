import { Stack, Validations } from "aws-cdk-lib";
import { Match, Template } from "aws-cdk-lib/assertions";
import { AwsSolutionsChecks } from "cdk-nag";
import { describe, expect, it } from "vitest";
import type { VerdictTagValue } from "../../../core/settings/verdict-tag.ts";
import { sageMaker } from "../../../lib/compute/sage-maker/sage-maker.ts";
import { ImageScanner } from "../../../lib/image-scanner.ts";
import { ScannerStorage } from "../../../lib/storage/scanner-storage.ts";
import { makeApp } from "../../helpers/infra/synth.ts";

const SYNTH = { timeout: 60_000 };

describe("a bucket whose objects are read only once they are found authentic", () => {
  function template(alsoAllow: readonly VerdictTagValue[] = []): Template {
    const app = makeApp({ bundled: false });
    Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
    const stack = new Stack(app, "Customer");
    new ImageScanner(stack, "Scanner", { tags: "verdict" }).denyUnlessAuthentic(alsoAllow);
    app.synth();
    return Template.fromStack(stack);
  }
  const role = (name: string) => ({
    "Fn::GetAtt": [Match.stringLikeRegexp(`^Scanner${name}Role`), "Arn"],
  });
  const tagger = role("RecordVerdict");

  it("denies what is untagged, tags of others, and uploads that bring the tag", SYNTH, () => {
    template(["skipped"]).hasResourceProperties("AWS::S3::BucketPolicy", {
      Bucket: { Ref: Match.stringLikeRegexp("^ScannerStorageImages") },
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Effect: "Deny",
            Principal: { AWS: "*" },
            Action: ["s3:GetObject", "s3:GetObjectVersion"],
            Condition: {
              // A tag that is not there equals nothing.
              StringNotEquals: { "s3:ExistingObjectTag/fasa-verdict": ["authentic", "skipped"] },
              ArnNotEquals: {
                "aws:PrincipalArn": [
                  role("ScanImage"),
                  role("ParkDeadLetter"),
                  role("QueryApiQueryVerdict"),
                  role("QueryApiRequestScan"),
                  tagger,
                ],
              },
            },
          }),
          Match.objectLike({
            Effect: "Deny",
            Action: Match.arrayWith(["s3:DeleteObjectVersionTagging", "s3:PutObjectTagging"]),
            Condition: { ArnNotEquals: { "aws:PrincipalArn": [tagger] } },
          }),
          Match.objectLike({
            Effect: "Deny",
            Action: "s3:PutObject",
            Condition: {
              "ForAnyValue:StringEquals": { "s3:RequestObjectTagKeys": ["fasa-verdict"] },
            },
          }),
        ]),
      },
    });
  });

  it(
    "is tagged by record-verdict, which may read and write the tags of versions alone",
    SYNTH,
    () => {
      const result = template();
      result.hasResourceProperties("AWS::Lambda::Function", {
        Environment: { Variables: Match.objectLike({ TAGS: "verdict" }) },
      });
      result.hasResourceProperties("AWS::IAM::Policy", {
        PolicyDocument: {
          Statement: Match.arrayWith([
            Match.objectLike({
              Action: ["s3:GetObjectVersionTagging", "s3:PutObjectVersionTagging"],
            }),
          ]),
        },
        Roles: [{ Ref: Match.stringLikeRegexp("^ScannerRecordVerdictRole") }],
      });
    },
  );

  it("lets whoever looks at images read them, under SageMaker too", SYNTH, () => {
    const stack = new Stack(makeApp({ bundled: false }), "Customer");
    const scanner = new ImageScanner(stack, "Scanner", { tags: "verdict", compute: sageMaker() });
    scanner.denyUnlessAuthentic();
    const policies = JSON.stringify(
      Template.fromStack(stack).findResources("AWS::S3::BucketPolicy"),
    );
    expect(policies).toMatch(/"aws:PrincipalArn":\[[^\]]*\["ScannerSageMakerEndpointRole/);
    // It asks what is current after a deletion.
    expect(policies).toMatch(/"ScannerSageMakerSubmitScanRole\w+","Arn"/);
  });

  it("must lie in the scanner's own stack", SYNTH, () => {
    const app = makeApp({ bundled: false });
    const storage = new ScannerStorage(new Stack(app, "Kept"), "Storage");
    const scanner = new ImageScanner(new Stack(app, "Customer"), "Scanner", {
      tags: "verdict",
      storage,
    });
    expect(() => scanner.denyUnlessAuthentic()).toThrow("lies in another stack");
  });

  it("needs the tags", SYNTH, () => {
    const stack = new Stack(makeApp({ bundled: false }), "Customer");
    const scanner = new ImageScanner(stack, "Scanner");
    expect(() => scanner.denyUnlessAuthentic()).toThrow('needs tags: "verdict"');
  });
});
