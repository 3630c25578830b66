import { basename, join } from "node:path";
import { Duration } from "aws-cdk-lib";
import { Rule, Schedule } from "aws-cdk-lib/aws-events";
import { LambdaFunction } from "aws-cdk-lib/aws-events-targets";
import { Grant } from "aws-cdk-lib/aws-iam";
import type { ITopic } from "aws-cdk-lib/aws-sns";
import { Construct } from "constructs";
import { CANARY_FOLDER } from "../core/contracts/object-keys.ts";
import type { CanaryEnv } from "../lambdas/canary/env.ts";
import { acceptObjects } from "./accepted-findings.ts";
import { Alarms } from "./alarms.ts";
import { copyInto, PROJECT_ROOT } from "./asset-commands.ts";
import { BundledFunction } from "./bundled-function.ts";
import type { ImageSources } from "./image-sources.ts";
import { ScannerMetrics } from "./scanner-metrics.ts";
import type { VerdictTable } from "./verdict-table.ts";

export interface CanaryOptions {
  /** @default an hour */
  readonly interval?: Duration;
  /**
   * Longest that a verdict may take, below 15 minutes. GPU instances that come up from none take some
   * ten. @default 14 minutes
   */
  readonly verdictTimeout?: Duration;
  /** What keys must begin with to be scanned, where the bucket is filtered. @default all are */
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

/** Uploads a known manipulated image to the first bucket by the clock, and expects its verdict. */
export class Canary extends Construct {
  /** The shipped model finds it. */
  static readonly PICTURE = join(PROJECT_ROOT, "samples", "dandelions-splice.jpg");
  readonly handler: BundledFunction;
  readonly rule: Rule;
  readonly alarms: Alarms;

  constructor(scope: Construct, id: string, props: CanaryProps) {
    super(scope, id);
    const { scanner, images, verdicts, keyPrefix = "", picture = Canary.PICTURE } = props;
    const timeout = props.verdictTimeout ?? VERDICT_TIMEOUT;
    const [bucket] = images.buckets;
    if (bucket === undefined) throw new TypeError("a scanner has at least one bucket");
    this.handler = new BundledFunction(this, "Function", {
      name: "canary",
      timeout: timeout.plus(MARGIN),
      memoryMb: 256,
      assetCommands: (outputDir) => copyInto(outputDir, picture),
      environment: {
        SCANNER: scanner,
        IMAGE_BUCKET: bucket.bucketName,
        VERDICT_TABLE: verdicts.table.tableName,
        KEY_PREFIX: keyPrefix,
        PICTURE: basename(picture),
        VERDICT_TIMEOUT_SECONDS: String(timeout.toSeconds()),
      } satisfies CanaryEnv,
    });
    const keys = `${keyPrefix}${CANARY_FOLDER}*`;
    Grant.addToPrincipal({
      grantee: this.handler,
      actions: ["s3:PutObject", "s3:DeleteObject", "s3:DeleteObjectVersion"],
      resourceArns: [bucket.arnForObjects(keys)],
    });
    acceptObjects(this, bucket, keys, "Each run has a key of its own.");
    bucket.encryptionKey?.grantEncrypt(this.handler);
    verdicts.grantLookUp(this.handler);
    this.rule = new Rule(this, "Clock", {
      schedule: Schedule.rate(props.interval ?? Duration.hours(1)),
      targets: [new LambdaFunction(this.handler, { retryAttempts: 0 })],
    });
    this.alarms = new Alarms(this, "Alarms", [planFor(scanner)], props.alarmTopic);
  }
}

function planFor(scanner: string) {
  return {
    id: "Canary",
    metric: new ScannerMetrics(scanner).count("CanaryFailed"),
    threshold: 0,
    evaluationPeriods: 1,
    section: "the-canary-fails",
    means: "An image that is known to be manipulated was not found so.",
  };
}
