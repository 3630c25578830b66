import { Stack, Stage, Validations } from "aws-cdk-lib";
import { Match, Template } from "aws-cdk-lib/assertions";
import { Key } from "aws-cdk-lib/aws-kms";
import { Bucket } from "aws-cdk-lib/aws-s3";
import { Topic } from "aws-cdk-lib/aws-sns";
import { AwsSolutionsChecks } from "cdk-nag";
import { beforeAll, describe, expect, it } from "vitest";
import { PRODUCT_ARN } from "../../../core/findings/security-finding.ts";
import { QuarantineImageEnv } from "../../../lambdas/quarantine-image/env.ts";
import { ReportFindingEnv } from "../../../lambdas/report-finding/env.ts";
import type { QuarantineOptions } from "../../../lib/functions/quarantine-function.ts";
import { ImageScanner, type ImageScannerProps } from "../../../lib/image-scanner.ts";
import { deployedText } from "../../helpers/infra/deployed-text.ts";
import { CONSUME, LOGS, READ, RECORD } from "../../helpers/infra/expected-actions.ts";
import { actionsOf, statementsOf } from "../../helpers/infra/policies.ts";
import { makeApp, whenDeployed } from "../../helpers/infra/synth.ts";

const SYNTH = { timeout: 60_000 };
const arnOfKey = (name: string) => `arn:aws:kms:eu-central-1:111122223333:key/${name}`;
const OPS = "arn:aws:sns:eu-central-1:111122223333:ops";

/** Checked by cdk-nag. */
function synthesised(propsOf: (stack: Stack) => ImageScannerProps): Template {
  const app = makeApp({ bundled: false });
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  const stack = new Stack(app, "Customer");
  new ImageScanner(stack, "Scanner", propsOf(stack));
  Stage.of(stack)?.synth();
  return Template.fromStack(stack);
}

/** A bucket of that name, under a key of that name too. */
function bucketNamed(stack: Stack, bucketName: string, hasKey = false) {
  // Several may be about one bucket.
  const id = `${bucketName}${stack.node.children.length}`;
  const encryptionKey = hasKey && Key.fromKeyArn(stack, `Key-${id}`, arnOfKey(bucketName));
  return Bucket.fromBucketAttributes(stack, id, {
    bucketName,
    ...(encryptionKey && { encryptionKey }),
  });
}

type Chosen = Omit<QuarantineOptions, "bucket"> & { readonly to?: string };

const quarantining =
  ({ to = "held", ...options }: Chosen, props: ImageScannerProps = {}) =>
  (stack: Stack): ImageScannerProps => ({
    sources: [{ bucket: bucketNamed(stack, "photos"), prefixes: ["in/"] }],
    quarantine: { ...options, bucket: bucketNamed(stack, to) },
    ...props,
  });

describe("the role of the quarantine", () => {
  const COPY = [...LOGS, ...CONSUME, ...READ, ...RECORD, "s3:PutObject"];
  it.each([
    ["copy", COPY],
    ["move", [...COPY, "s3:DeleteObject"]],
  ] as const)("may do this to %s, and nothing else", SYNTH, (action, actions) => {
    const template = synthesised(quarantining({ action }));
    expect(actionsOf(template, "ScannerQuarantine")).toEqual([...actions].sort());
  });

  it("writes into its own place alone, reads and hides in the sources alone", SYNTH, () => {
    const template = synthesised(quarantining({ action: "move", prefix: "images" }));
    const on = (action: string) =>
      statementsOf(template, "ScannerQuarantine")
        .filter(({ Action }) => Action.includes(action))
        .map(({ Resource }) => deployedText(Resource, () => "aws"));
    expect(on("s3:PutObject")).toEqual(["arn:aws:s3:::held/images/*"]);
    expect(on("s3:GetObject")).toEqual(["arn:aws:s3:::photos/*"]);
    expect(on("s3:DeleteObject")).toEqual(["arn:aws:s3:::photos/*"]);
  });

  it("takes nothing away but on a condition, and never a version", SYNTH, () => {
    synthesised(quarantining({ action: "move" })).hasResourceProperties("AWS::IAM::Policy", {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Action: "s3:DeleteObject",
            Condition: { Null: { "s3:if-match": "false" } },
          }),
        ]),
      },
    });
  });

  it("decrypts with the key of the source, and encrypts with that of its own bucket", SYNTH, () => {
    const template = synthesised((stack) => ({
      sources: [{ bucket: bucketNamed(stack, "photos", true) }],
      quarantine: { action: "copy", bucket: bucketNamed(stack, "held", true) },
    }));
    const keyed = statementsOf(template, "ScannerQuarantine")
      .filter(({ Action }) => Action.some((action) => action.startsWith("kms:")))
      .map(({ Action, Resource }) => [...Action, Resource]);
    expect(keyed.sort()).toEqual([
      ["kms:Decrypt", arnOfKey("photos")],
      ["kms:GenerateDataKey", arnOfKey("held")],
    ]);
  });

  it("may read what nobody else may read yet", SYNTH, () => {
    const stack = new Stack(makeApp({ bundled: false }), "Customer");
    const bucket = bucketNamed(stack, "held");
    const quarantine = { action: "copy", bucket } as const;
    const scanner = new ImageScanner(stack, "Scanner", { tags: "verdict", quarantine });
    const [statement] = scanner.denyUnlessAuthentic();
    expect(JSON.stringify(stack.resolve(statement?.toJSON()))).toContain("ScannerQuarantineRole");
  });
});

describe("the place of the quarantine", () => {
  it.each<[string, Chosen, ImageScannerProps]>([
    ["the bucket of the images, of which all is scanned", { action: "copy", to: "photos" }, {}],
    ["within what is scanned", { action: "copy", to: "photos", prefix: "in/held" }, {}],
    ["around what is scanned", { action: "copy", to: "photos", prefix: "" }, {}],
    ["what begins as what is scanned does", { action: "move", to: "photos", prefix: "in" }, {}],
  ])("cannot be %s", SYNTH, (_, chosen, props) => {
    expect(() => synthesised(quarantining(chosen, props))).toThrow("is scanned, so every copy");
  });

  it("cannot be any prefix of a bucket that is scanned whole", SYNTH, () => {
    const whole = (stack: Stack): ImageScannerProps => {
      const bucket = bucketNamed(stack, "photos");
      return { sources: [{ bucket }], quarantine: { action: "copy", bucket, prefix: "held" } };
    };
    expect(() => synthesised(whole)).toThrow("is scanned, so every copy");
  });

  it("may lie beside what is scanned, in the same bucket", SYNTH, () => {
    const template = synthesised(quarantining({ action: "copy", to: "photos", prefix: "held" }));
    template.hasResourceProperties("AWS::Lambda::Function", {
      Environment: {
        Variables: Match.objectLike({ TO_BUCKET: "photos", TO_PREFIX: "held/" }),
      },
    });
  });
});

it("imports findings under the account's own product, and may do nothing else", SYNTH, () => {
  const template = synthesised(() => ({ securityHub: true }));
  expect(actionsOf(template, "ScannerSecurityHub")).toEqual(
    [...LOGS, ...CONSUME, "securityhub:BatchImportFindings"].sort(),
  );
  const [statement] = statementsOf(template, "ScannerSecurityHub").filter(({ Action }) =>
    Action.includes("securityhub:BatchImportFindings"),
  );
  const known = (id: string) =>
    ({ "AWS::Partition": "aws", "AWS::Region": "eu-central-1" })[id] ?? "111122223333";
  expect(deployedText(statement?.Resource, known)).toMatch(PRODUCT_ARN);
});

describe.each([
  ["quarantine-image", "Quarantine", QuarantineImageEnv, quarantining({ action: "move" })],
  ["report-finding", "SecurityHub", ReportFindingEnv, () => ({ securityHub: true })],
] as const)(
  "%s",
  (_, construct, env, props) => {
    let template: Template;
    beforeAll(() => {
      template = synthesised((stack) => ({
        sources: [{ bucket: bucketNamed(stack, "photos"), prefixes: ["in/"] }],
        alarmTopic: Topic.fromTopicArn(stack, "Ops", OPS),
        ...props(stack),
      }));
    }, 60_000);
    const idOf = (type: string, start: string) =>
      Object.keys(template.findResources(type)).find((id) => id.startsWith(start)) ?? "";

    it("has the environment that it parses", () => {
      const id = idOf("AWS::Lambda::Function", `Scanner${construct}Function`);
      const { Properties } = template.findResources("AWS::Lambda::Function")[id] ?? {};
      const { Variables } = Properties.Environment;
      const values = { ...whenDeployed(Variables) };
      if ("PRODUCT_ARN" in values) {
        values["PRODUCT_ARN"] =
          "arn:aws:securityhub:eu-central-1:111122223333:product/111122223333/default";
      }
      expect(env.safeParse(values).error).toBeUndefined();
      expect(Object.keys(values).sort()).toEqual(Object.keys(env.shape).sort());
    });

    it("is told of manipulated images of this scanner's buckets, and loses none", () => {
      const queue = idOf("AWS::SQS::Queue", `Scanner${construct}FollowUpEventsQueue`);
      const deadLetters = idOf("AWS::SQS::Queue", `Scanner${construct}FollowUpEventsDeadLetters`);
      const arnOf = (id: string) => ({ "Fn::GetAtt": [id, "Arn"] });
      template.hasResourceProperties("AWS::Events::Rule", {
        EventPattern: {
          source: ["fasa.scanner"],
          "detail-type": ["Verdict"],
          detail: { object: { bucket: ["photos"] }, label: ["manipulated"] },
        },
        Targets: [
          Match.objectLike({ Arn: arnOf(queue), DeadLetterConfig: { Arn: arnOf(deadLetters) } }),
        ],
      });
      template.hasResourceProperties("AWS::Lambda::EventSourceMapping", {
        EventSourceArn: arnOf(queue),
        FunctionName: { Ref: idOf("AWS::Lambda::Function", `Scanner${construct}Function`) },
        FunctionResponseTypes: ["ReportBatchItemFailures"],
      });
      template.hasResource("AWS::SQS::Queue", {
        Properties: {
          RedrivePolicy: { deadLetterTargetArn: arnOf(deadLetters), maxReceiveCount: 10 },
          // Six times the function's minute.
          VisibilityTimeout: 360,
        },
      });
    });

    it("has an alarm for what was given up, and one for what waits", () => {
      const alarms = Object.entries(template.findResources("AWS::CloudWatch::Alarm"))
        .filter(([id]) => id.startsWith(`Scanner${construct}`))
        .map(([, { Properties }]) => Properties);
      expect(alarms.map(({ MetricName }) => MetricName).sort()).toEqual([
        "ApproximateAgeOfOldestMessage",
        "ApproximateNumberOfMessagesVisible",
      ]);
      for (const { AlarmActions } of alarms) expect(AlarmActions).toEqual([OPS]);
    });

    it("needs events", () => {
      const none = (stack: Stack): ImageScannerProps => ({ ...props(stack), events: "none" });
      expect(() => synthesised(none)).toThrow('expected events "flagged" or "all"');
    });
  },
  60_000,
);

it("leaves out the images of a canary, and those alone", SYNTH, () => {
  const template = synthesised((stack) => ({
    sources: [{ bucket: bucketNamed(stack, "photos"), prefixes: ["in/"] }],
    securityHub: true,
    canary: {},
  }));
  template.hasResourceProperties("AWS::Events::Rule", {
    EventPattern: {
      detail: {
        object: { bucket: ["photos"], key: [{ "anything-but": { prefix: "in/fasa-canary/" } }] },
        label: ["manipulated"],
      },
    },
  });
});

it("nothing of it is there unless it is asked for", SYNTH, () => {
  const template = synthesised(() => ({}));
  for (const construct of ["Quarantine", "SecurityHub"]) {
    expect(JSON.stringify(template.toJSON())).not.toContain(`Scanner${construct}`);
  }
});
