import type { Node } from "constructs";
import { z } from "zod";
import { ComputeName } from "../../core/settings/compute-name.ts";
import { FalsePositiveRate, WitnessSwitch } from "../../core/settings/model-choice.ts";
import { Announced } from "../../core/settings/verdict-event.ts";

const List = z
  .union([z.string().transform((text) => text.split(",")), z.array(z.string())])
  .transform((values) => values.map((value) => value.trim()).filter((value) => value !== ""))
  .refine((values) => values.length > 0, "expected at least one name");

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
const BucketName = z
  .string()
  .regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, "expected a bucket's name, not its ARN or URL");

/** On the command line everything is text. */
const Count = z.coerce.number().int().min(0).max(1000);
const Flag = z.union([z.boolean(), z.enum(["true", "false"]).transform((text) => text === "true")]);
const Sha256 = z.string().regex(/^[0-9a-f]{64}$/, "expected 64 hexadecimal digits");

/** What has no meaning under a compute: refused there, so that nobody thinks it was heard. */
const NOT_FOR = {
  ecsGpu: [],
  sageMaker: ["network", "spot"],
  lambdaCpu: ["network", "spot", "maxTasks", "minTasks", "dailyBudgetUsd"],
} as const;

const Context = z
  .object({
    /** Names of buckets that exist already, comma-separated or as a list. */
    bucket: List.pipe(z.array(BucketName)).optional(),
    prefix: List.optional(),
    suffix: List.optional(),
    compute: ComputeName.default("ecsGpu"),
    network: z.enum(["public", "isolated"]).optional(),
    /** Tasks of ecsGpu, or instances of sageMaker. */
    maxTasks: Count.min(1).optional(),
    minTasks: Count.optional(),
    spot: Flag.optional(),
    dailyBudgetUsd: z.coerce.number().positive().optional(),
    modelDirectory: z.string().min(1).optional(),
    modelBucket: BucketName.optional(),
    modelPrefix: z.string().default(""),
    modelManifestSha256: Sha256.optional(),
    falsePositiveRate: z.coerce.string().pipe(FalsePositiveRate).optional(),
    history: WitnessSwitch.optional(),
    copies: WitnessSwitch.optional(),
    events: Announced.optional(),
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

/** @throws Error naming each setting that cannot be used, what was expected and what is there. */
export function readConfig(node: Node): ScannerConfig {
  const given = NAMES.map((name) => [name, node.tryGetContext(name)]);
  const parsed = Context.safeParse(Object.fromEntries(given));
  if (parsed.success) return parsed.data;
  throw new Error(`cdk.json or -c: ${z.prettifyError(parsed.error)}`);
}
