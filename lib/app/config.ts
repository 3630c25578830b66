import type { Node } from "constructs";
import { z } from "zod";
import {
  ENDPOINT_HOUR_USD,
  type EndpointInstance,
  type GpuInstance,
  INSTANCE_HOUR_USD,
} from "../../core/cost/prices.ts";
import { ComputeName } from "../../core/settings/compute-name.ts";
import { FalsePositiveRate, WitnessSwitch } from "../../core/settings/model-choice.ts";
import { nearestName } from "../../core/settings/nearest-name.ts";
import { QuarantineAction } from "../../core/settings/quarantine-action.ts";
import { Announced } from "../../core/settings/verdict-event.ts";

const List = z
  .union([z.string().transform((text) => text.split(",")), z.array(z.string())])
  .transform((values) => values.map((value) => value.trim()).filter((value) => value !== ""))
  .refine((values) => values.length > 0, "expected at least one name");

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
const BucketName = z
  .string()
  .regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, "expected a bucket's name, not its ARN or URL");

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html says what a prefix may be. */
const BucketAndPrefix = z
  .string()
  .transform((text) => {
    const [bucket = "", ...prefix] = text.split("/");
    return { bucket, prefix: prefix.join("/") };
  })
  .pipe(z.object({ bucket: BucketName, prefix: z.string() }));

const KeyArn = z
  .string()
  .regex(
    /^arn:[\w-]+:kms:[\w-]+:\d{12}:key\/[\w-]+$/,
    "expected the ARN of a key, not of an alias",
  );

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html */
const TableName = z
  .string()
  .regex(/^[A-Za-z0-9_.-]{3,255}$/, "expected a table's name, not its ARN");

/** With room for what split stacks add. */
const StackName = z
  .string()
  .regex(/^[A-Za-z][A-Za-z0-9-]{0,63}$/, "expected letters, digits and hyphens, at most 64");

/** On the command line everything is text. */
const Count = z.coerce.number().int().min(0).max(1000);
const Flag = z.union([z.boolean(), z.enum(["true", "false"]).transform((text) => text === "true")]);
const Sha256 = z.string().regex(/^[0-9a-f]{64}$/, "expected 64 hexadecimal digits");

const oneOf = <Name extends string>(names: Readonly<Record<Name, unknown>>) =>
  z.custom<Name>(
    (value) => typeof value === "string" && Object.hasOwn(names, value),
    `expected one of ${Object.keys(names).join(", ")}`,
  );

/** What has no meaning under a compute: refused there, so that nobody thinks it was heard. */
const NOT_FOR = {
  ecsGpu: ["endpointInstance"],
  sageMaker: ["network", "spot", "instances"],
  lambdaCpu: ["network", "spot", "minTasks", "dailyBudgetUsd", "instances", "endpointInstance"],
} as const;

const Context = z
  .object({
    /** Names of buckets that exist already, comma-separated or as a list. */
    bucket: List.pipe(z.array(BucketName)).optional(),
    /** That all of these buckets are encrypted with. */
    kmsKeyArn: KeyArn.optional(),
    /** Whose these buckets are, when they are not this account's. */
    sourceAccount: z
      .string()
      .regex(/^\d{12}$/, "expected the twelve digits of an account")
      .optional(),
    /** What an earlier scanner left behind, or one was told to use: it is not made, and never deleted. */
    maskBucket: BucketName.optional(),
    verdictTable: TableName.optional(),
    /** Of the scanner's own bucket: versions that are not current are deleted so long after. */
    oldVersionDays: Count.min(1).optional(),
    prefix: List.optional(),
    suffix: List.optional(),
    compute: ComputeName.default("ecsGpu"),
    /** What the names of the stacks begin with: one for each scanner of an account and region. */
    name: StackName.default("FasaScanner"),
    /** Three that live differently long, or one. */
    stacks: z.enum(["one", "split"]).default("one"),
    network: z.enum(["public", "isolated"]).optional(),
    /** Tasks of ecsGpu, instances of sageMaker, or uploads that lambdaCpu scans at once. */
    maxTasks: Count.min(1).optional(),
    minTasks: Count.optional(),
    spot: Flag.optional(),
    /** In order of preference. */
    instances: List.pipe(z.array(oneOf<GpuInstance>(INSTANCE_HOUR_USD))).optional(),
    endpointInstance: oneOf<EndpointInstance>(ENDPOINT_HOUR_USD).optional(),
    dailyBudgetUsd: z.coerce.number().positive().optional(),
    modelDirectory: z.string().min(1).optional(),
    modelBucket: BucketName.optional(),
    modelPrefix: z.string().default(""),
    modelManifestSha256: Sha256.optional(),
    falsePositiveRate: z.coerce.string().pipe(FalsePositiveRate).optional(),
    history: WitnessSwitch.optional(),
    tiles: WitnessSwitch.optional(),
    copies: WitnessSwitch.optional(),
    events: Announced.optional(),
    securityHub: z.enum(["on", "off"]).optional(),
    quarantine: QuarantineAction.optional(),
    /** `bucket`, or `bucket/prefix`: a bucket that exists already. */
    quarantineTo: BucketAndPrefix.optional(),
    /** That this bucket is encrypted with. */
    quarantineKmsKeyArn: KeyArn.optional(),
    alarmEmail: z.email().optional(),
    /** Of SNS, in the same region. */
    alarmTopicArn: z
      .string()
      .regex(/^arn:[\w-]+:sns:[\w-]+:\d{12}:[\w-]+$/, "expected the ARN of a topic")
      .optional(),
  })
  .refine(
    ({ modelBucket, modelManifestSha256 }) =>
      (modelBucket === undefined) === (modelManifestSha256 === undefined),
    "modelBucket and modelManifestSha256 belong together: one was given without the other",
  )
  .refine(
    ({ modelBucket, modelDirectory }) => modelBucket === undefined || modelDirectory === undefined,
    "expected modelBucket or modelDirectory, received both",
  )
  .refine(
    ({ kmsKeyArn, bucket }) => kmsKeyArn === undefined || bucket !== undefined,
    "kmsKeyArn is the key of buckets that exist: name them with bucket",
  )
  .refine(
    ({ sourceAccount, bucket }) => sourceAccount === undefined || bucket !== undefined,
    "sourceAccount is the account of buckets that exist: name them with bucket",
  )
  .refine(
    ({ quarantine, quarantineTo }) => (quarantine === undefined) === (quarantineTo === undefined),
    "quarantine and quarantineTo belong together: one was given without the other",
  )
  .refine(
    ({ quarantineTo, quarantineKmsKeyArn }) =>
      quarantineKmsKeyArn === undefined || quarantineTo !== undefined,
    "quarantineKmsKeyArn is the key of the bucket that quarantineTo names",
  )
  .refine(
    ({ oldVersionDays, bucket }) => oldVersionDays === undefined || bucket === undefined,
    "oldVersionDays is for the scanner's own bucket: give those of bucket a lifecycle of their own",
  )
  .refine(
    ({ alarmEmail, alarmTopicArn }) => alarmEmail === undefined || alarmTopicArn === undefined,
    "expected alarmEmail or alarmTopicArn, received both",
  )
  .refine(
    ({ minTasks = 0, maxTasks = 2 }) => minTasks <= maxTasks,
    "expected minTasks of at most maxTasks, which is 2 unless it is given",
  )
  .check(({ value, issues }) => {
    for (const name of NOT_FOR[value.compute]) {
      if (value[name] === undefined) continue;
      const message = `has no meaning with compute=${value.compute}: leave it out`;
      issues.push({ code: "custom", path: [name], input: value, message });
    }
  });

/** What `cdk deploy -c name=value` and cdk.json may set; docs/deploy.md says what each means. */
export type ScannerConfig = z.output<typeof Context>;

const NAMES = Object.keys(Context.shape);

/** That the CDK and its command write: flags, and what was looked up in an account. */
const CDK_NAME = /^@aws-cdk|:|^(acknowledged-issue-numbers|cli-telemetry|cdk-migrate)$/;

/** @throws Error naming each setting that is unknown or cannot be used, and what was expected. */
export function readConfig(node: Node): ScannerConfig {
  const all: Readonly<Record<string, unknown>> = node.getAllContext();
  refuseUnknown(Object.keys(all));
  const parsed = Context.safeParse(all);
  if (parsed.success) return parsed.data;
  throw new Error(`cdk.json or -c: ${z.prettifyError(parsed.error)}`);
}

/** A setting that nobody reads would leave the default in force, such as GPUs that are paid for. */
function refuseUnknown(names: readonly string[]): void {
  const unknown = names.filter((name) => !(NAMES.includes(name) || CDK_NAME.test(name)));
  if (unknown.length === 0) return;
  const told = unknown.map((name) => `"${name}": did you mean ${nearestName(name, NAMES)}?`);
  throw new Error(
    `cdk.json or -c: unknown settings. ${told.join(" ")} docs/deploy.md has them all.`,
  );
}
