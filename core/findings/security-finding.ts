import { createHash } from "node:crypto";
import { s3VersionIdOf, versionIdOf } from "../contracts/object-identity.ts";
import { s3UriOf } from "../contracts/s3-notation.ts";
import type { ScannedVerdict } from "../contracts/verdict.ts";

/**
 * A finding as Security Hub imports it, of what its format has only what is used.
 * https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_AwsSecurityFinding.html
 */
export interface SecurityFinding {
  readonly SchemaVersion: "2018-10-08";
  /** The same for one object version, however often it is scanned: a repeat updates the finding. */
  readonly Id: string;
  readonly ProductArn: string;
  readonly GeneratorId: string;
  readonly AwsAccountId: string;
  readonly CreatedAt: string;
  readonly UpdatedAt: string;
  readonly Title: string;
  readonly Description: string;
  /** Where an importer says what it may change later, too. */
  readonly FindingProviderFields: {
    readonly Severity: { readonly Label: SeverityLabel; readonly Original: string };
    readonly Types: string[];
  };
  readonly Resources: FindingResource[];
  readonly ProductFields: Record<string, string>;
}

interface FindingResource {
  readonly Type: "AwsS3Object" | "AwsS3Bucket";
  readonly Id: string;
  readonly Partition: "aws" | "aws-cn" | "aws-us-gov";
  readonly Details?: { readonly AwsS3Object: { ETag?: string; VersionId?: string } };
}

/** `HIGH` is to be looked at first, `LOW` may well be a false alarm. None is more than that. */
export type SeverityLabel = "LOW" | "MEDIUM" | "HIGH";

/** The format's own bounds, in characters. */
const MAX = { title: 256, description: 1024, resourceId: 512 } as const;
const TYPE = "Unusual Behaviors/Data/Manipulated image";

/** The default product of the account, by which anyone may import findings of their own. */
export const PRODUCT_ARN =
  /^arn:(aws|aws-cn|aws-us-gov):securityhub:([\w-]+):(\d{12}):product\/\3\/default$/;

/**
 * The finding about a manipulated image.
 *
 * @param productArn as `PRODUCT_ARN`.
 * @param scanner which one says so.
 * @param now of the import: only what is newer than a finding updates it.
 * @throws RangeError for the ARN of another product.
 */
export function securityFindingOf(
  verdict: ScannedVerdict,
  { productArn, scanner, now }: { productArn: string; scanner: string; now: string },
): SecurityFinding {
  const [, partition, , account] = PRODUCT_ARN.exec(productArn) ?? [];
  if (account === undefined) throw new RangeError(`no default product: ${productArn}`);
  const { decidedBy, score, threshold } = verdict;
  return {
    SchemaVersion: "2018-10-08",
    Id: findingIdOf(verdict),
    ProductArn: productArn,
    GeneratorId: `fasa-scanner/${scanner}/${decidedBy}`,
    AwsAccountId: account,
    CreatedAt: verdict.scannedAt,
    UpdatedAt: now,
    Title: cut(`Manipulated image: ${s3UriOf(verdict.object)}`, MAX.title),
    Description: cut(descriptionOf(verdict), MAX.description),
    FindingProviderFields: {
      Severity: { Label: severityOf(score, threshold), Original: score.toFixed(4) },
      Types: [TYPE],
    },
    Resources: [resourceOf(verdict, partitionNamed(partition))],
    ProductFields: productFieldsOf(verdict),
  };
}

/** Thirds of the way from the threshold to the highest score there is. */
export function severityOf(score: number, threshold: number): SeverityLabel {
  const above = threshold < 1 ? (score - threshold) / (1 - threshold) : 1;
  if (above < 1 / 3) return "LOW";
  return above < 2 / 3 ? "MEDIUM" : "HIGH";
}

function findingIdOf({ object }: ScannedVerdict): string {
  const name = JSON.stringify([object.bucket, object.key, versionIdOf(object)]);
  return `fasa-scanner/${createHash("sha256").update(name).digest("hex")}`;
}

function descriptionOf(verdict: ScannedVerdict): string {
  const { decidedBy, score, threshold, manipulatedFraction, regions, image, model } = verdict;
  const percent = (100 * manipulatedFraction).toFixed(1);
  return (
    `The witness "${decidedBy}" found this image manipulated: score ${score.toFixed(3)}, threshold ${threshold.toFixed(3)}. ` +
    `${regions.length} regions, ${percent} % of ${image.width} x ${image.height} pixels are marked. ` +
    `Said by the model ${model.name} ${model.version}; a share of authentic images is flagged too. ` +
    "Look at the mask before you act."
  );
}

function resourceOf(
  { object }: ScannedVerdict,
  Partition: FindingResource["Partition"],
): FindingResource {
  const bucketArn = `arn:${Partition}:s3:::${object.bucket}`;
  const Id = `${bucketArn}/${object.key}`;
  // The product's fields have the key.
  if (Id.length > MAX.resourceId) return { Type: "AwsS3Bucket", Id: bucketArn, Partition };
  const VersionId = s3VersionIdOf(object);
  const { eTag: ETag } = object;
  const AwsS3Object = { ...(ETag && { ETag }), ...(VersionId && { VersionId }) };
  return { Type: "AwsS3Object", Id, Partition, Details: { AwsS3Object } };
}

function partitionNamed(name: string | undefined): FindingResource["Partition"] {
  return name === "aws-cn" || name === "aws-us-gov" ? name : "aws";
}

function productFieldsOf({ object, scanId, objectVersion, mask, decidedBy }: ScannedVerdict) {
  return {
    "fasa/object": s3UriOf(object),
    "fasa/objectVersion": objectVersion,
    "fasa/scanId": scanId,
    "fasa/mask": s3UriOf(mask),
    "fasa/decidedBy": decidedBy,
  };
}

/** Whole characters, whatever they are made of. */
function cut(text: string, length: number): string {
  if (text.length <= length) return text;
  const start = text.slice(0, length - 1);
  return `${start.isWellFormed() ? start : start.slice(0, -1)}…`;
}
