import { basename, join } from "node:path";
import { Duration } from "aws-cdk-lib";
import { MathExpression } from "aws-cdk-lib/aws-cloudwatch";
import { Rule, Schedule } from "aws-cdk-lib/aws-events";
import { LambdaFunction } from "aws-cdk-lib/aws-events-targets";
import { Grant } from "aws-cdk-lib/aws-iam";
import type { ITopic } from "aws-cdk-lib/aws-sns";
import { Construct } from "constructs";
import { CANARY_FOLDER, canaryKeyOf } from "../../core/contracts/object-keys.ts";
import { passesFilter } from "../../core/settings/key-filter.ts";
import type { CanaryEnv } from "../../lambdas/canary/env.ts";
import { BundledFunction } from "../assets/bundled-function.ts";
import { PROJECT_ROOT } from "../assets/project-root.ts";
import type { AlarmPlan } from "../operations/alarm-plans.ts";
import { Alarms } from "../operations/alarms.ts";
import { MINUTES_5, ScannerMetrics } from "../operations/scanner-metrics.ts";
import { acceptObjects } from "../storage/accepted-findings.ts";
import type { ImageSources } from "../storage/image-sources.ts";
import type { VerdictTable } from "../storage/verdict-table.ts";

export interface CanaryOptions {
  /**
   * GPU instances that go down to none come up for every run, and stay for more than half an hour: give
   * them a day. @default an hour
   */
  readonly interval?: Duration;
  /**
   * Longest that a verdict may take, at most 14 minutes. GPU instances that come up from none take some
   * ten. @default 14 minutes
   */
  readonly verdictTimeout?: Duration;
  /** What its keys begin with, which must be scanned. @default the first prefix of the bucket's filter */
  readonly keyPrefix?: string;
  /** A manipulated JPEG that the model finds. @default one that the shipped model finds */
  readonly picture?: string;
}

export interface CanaryProps extends CanaryOptions {
  readonly scanner: string;
  readonly images: ImageSources;
  readonly verdicts: VerdictTable;
  readonly alarmTopic?: ITopic;
}

const VERDICT_TIMEOUT = Duration.minutes(14);
/** Uploading, and taking away again. */
const MARGIN = Duration.seconds(50);

/**
 * Uploads a known manipulated image to the first bucket by the clock, and expects its verdict.
 *
 * @throws Error for keys that are never scanned, and for a `verdictTimeout` that leaves the function
 * no time to take its image away.
 * https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
 */
export class Canary extends Construct {
  /** The shipped model finds it. */
  static readonly PICTURE = join(PROJECT_ROOT, "samples", "dandelions-splice.jpg");
  readonly handler: BundledFunction;
  readonly rule: Rule;
  readonly alarms: Alarms;
  /** What the keys of all its images begin with. */
  readonly folder: string;

  constructor(scope: Construct, id: string, props: CanaryProps) {
    super(scope, id);
    const { scanner, images, verdicts, picture = Canary.PICTURE } = props;
    const keyPrefix = props.keyPrefix ?? images.filters[0]?.prefixes?.[0] ?? "";
    refuseUnscanned(images, keyPrefix);
    const timeout = props.verdictTimeout ?? VERDICT_TIMEOUT;
    refuseLong(timeout);
    const [bucket] = images.buckets;
    if (bucket === undefined) throw new TypeError("a scanner has at least one bucket");
    this.handler = new BundledFunction(this, "Function", {
      name: "canary",
      timeout: timeout.plus(MARGIN),
      memoryMb: 256,
      files: { ".": [picture] },
      environment: {
        SCANNER: scanner,
        IMAGE_BUCKET: bucket.bucketName,
        VERDICT_TABLE: verdicts.table.tableName,
        KEY_PREFIX: keyPrefix,
        PICTURE: basename(picture),
        VERDICT_TIMEOUT_SECONDS: String(timeout.toSeconds()),
      } satisfies CanaryEnv,
    });
    this.folder = `${keyPrefix}${CANARY_FOLDER}`;
    const keys = `${this.folder}*`;
    Grant.addToPrincipal({
      grantee: this.handler,
      actions: ["s3:PutObject", "s3:DeleteObject", "s3:DeleteObjectVersion"],
      resourceArns: [bucket.arnForObjects(keys)],
    });
    acceptObjects(this, bucket, keys, "Each run has a key of its own.");
    // All that one PUT needs, unlike grantEncrypt.
    bucket.encryptionKey?.grant(this.handler, "kms:GenerateDataKey");
    verdicts.grantLookUp(this.handler);
    // A run that broke off has failed; another of the same would count twice.
    this.handler.configureAsyncInvoke({ retryAttempts: 0 });
    this.rule = new Rule(this, "Clock", {
      schedule: Schedule.rate(props.interval ?? Duration.hours(1)),
      targets: [new LambdaFunction(this.handler, { retryAttempts: 0 })],
    });
    const plan = planFor(new ScannerMetrics(scanner), this.handler);
    this.alarms = new Alarms(this, "Alarms", [plan], props.alarmTopic);
  }
}

function refuseUnscanned({ filters: [filter = {}] }: ImageSources, keyPrefix: string): void {
  const key = canaryKeyOf("now", keyPrefix);
  if (passesFilter(filter, key)) return;
  throw new Error(
    `canary: expected a key that the bucket's filter lets through, received "${key}", which is never ` +
      "scanned. Give it a keyPrefix, and the filter the suffix .jpg.",
  );
}

function refuseLong(timeout: Duration): void {
  if (timeout.toSeconds() <= VERDICT_TIMEOUT.toSeconds()) return;
  throw new Error(
    `canary.verdictTimeout: expected at most ${VERDICT_TIMEOUT.toHumanString()}, received ${timeout.toHumanString()}`,
  );
}

/** A function that cannot start, or is cut off, counts no failure of its own. */
function planFor(metrics: ScannerMetrics, handler: BundledFunction): AlarmPlan {
  return {
    id: "Canary",
    metric: new MathExpression({
      expression: "FILL(failed, 0) + FILL(errors, 0)",
      usingMetrics: {
        failed: metrics.count("CanaryFailed"),
        errors: handler.metricErrors({ period: MINUTES_5 }),
      },
      period: MINUTES_5,
      label: "Failed runs",
    }),
    threshold: 0,
    evaluationPeriods: 1,
    section: "the-canary-fails",
    means: "An image that is known to be manipulated was not found so, or the canary cannot run.",
  };
}
