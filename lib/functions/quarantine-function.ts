import { Grant } from "aws-cdk-lib/aws-iam";
import { Construct } from "constructs";
import type { KeyFilter } from "../../core/settings/key-filter.ts";
import type { QuarantineAction } from "../../core/settings/quarantine-action.ts";
import type { QuarantineImageEnv } from "../../lambdas/quarantine-image/env.ts";
import { BundledFunction } from "../assets/bundled-function.ts";
import { acceptObjects } from "../storage/accepted-findings.ts";
import type { ImageSources } from "../storage/image-sources.ts";
import type { AnyBucket } from "../storage/owned-or-imported.ts";
import type { VerdictTable } from "../storage/verdict-table.ts";
import { type FollowUpProps, VerdictFollowUp } from "./verdict-follow-up.ts";

export interface QuarantineOptions {
  /** `copy`, or `move`, which takes the image away from where it was, too. */
  readonly action: QuarantineAction;
  /** Takes the images. Imported with its `encryptionKey` when it has one of KMS. */
  readonly bucket: AnyBucket;
  /** What their keys begin with, as a folder. @default none */
  readonly prefix?: string;
}

export interface QuarantineProps extends QuarantineOptions, FollowUpProps {
  readonly scanner: string;
  readonly verdicts: VerdictTable;
}

/**
 * Manipulated images → another bucket, or a prefix that is never scanned.
 *
 * @throws Error for a place that is scanned, and when there are no events to follow.
 */
export class Quarantine extends Construct {
  readonly action: QuarantineAction;
  readonly handler: BundledFunction;
  readonly followUp: VerdictFollowUp;

  constructor(scope: Construct, id: string, props: QuarantineProps) {
    super(scope, id);
    this.action = props.action;
    const { scanner, images, verdicts, action, bucket, ...following } = props;
    const prefix = folderOf(props.prefix ?? "");
    refuseScanned(images, bucket, prefix);
    this.handler = new BundledFunction(this, "Function", {
      name: "quarantine-image",
      timeout: VerdictFollowUp.TIMEOUT,
      memoryMb: 256,
      environment: {
        SCANNER: scanner,
        VERDICT_TABLE: verdicts.table.tableName,
        ACTION: action,
        TO_BUCKET: bucket.bucketName,
        TO_PREFIX: prefix,
      } satisfies QuarantineImageEnv,
    });
    verdicts.grantRecord(this.handler);
    images.grantRead(this.handler);
    if (action === "move") images.grantHide(this.handler);
    this.#grantKeep(bucket, `${prefix}*`);
    this.followUp = new VerdictFollowUp(this, "FollowUp", {
      handler: this.handler,
      name: "quarantine",
      ...following,
      images,
    });
  }

  #grantKeep(bucket: AnyBucket, keys: string): void {
    const { handler: grantee } = this;
    const resourceArns = [bucket.arnForObjects(keys)];
    Grant.addToPrincipal({ grantee, actions: ["s3:PutObject"], resourceArns });
    // All that one PUT needs, unlike grantEncrypt.
    bucket.encryptionKey?.grant(grantee, "kms:GenerateDataKey");
    acceptObjects(this, bucket, keys, "Each image in quarantine has a key of its own.");
  }
}

function folderOf(prefix: string): string {
  return prefix === "" || prefix.endsWith("/") ? prefix : `${prefix}/`;
}

/** A copy that is scanned is copied, and so on without end. */
function refuseScanned({ buckets, filters }: ImageSources, to: AnyBucket, prefix: string): void {
  for (const [index, { bucketName }] of buckets.entries()) {
    if (bucketName !== to.bucketName || !mayBeScanned(filters[index] ?? {}, prefix)) continue;
    throw new Error(
      `quarantine: "${prefix}*" of its bucket is scanned, so every copy would be scanned and copied in turn. ` +
        "Give it another bucket, or a prefix outside those that are scanned.",
    );
  }
}

/** Whatever they end in: only the beginnings of keys are known. */
function mayBeScanned({ prefixes = [] }: KeyFilter, prefix: string): boolean {
  const scannedPrefixes = prefixes.length > 0 ? prefixes : [""];
  return scannedPrefixes.some(
    (scanned) => prefix.startsWith(scanned) || scanned.startsWith(prefix),
  );
}
