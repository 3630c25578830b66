import { CfnOutput, Stack, type StackProps } from "aws-cdk-lib";
import { Bucket } from "aws-cdk-lib/aws-s3";
import type { Construct } from "constructs";
import type { ScannerConfig } from "./config.ts";
import { ImageScanner, type ImageScannerProps } from "./image-scanner.ts";

export interface ScannerStackProps extends StackProps {
  readonly config?: ScannerConfig;
}

/** The ready app: one scanner, configured by the context, and the names of what it made. */
export class ScannerStack extends Stack {
  readonly scanner: ImageScanner;

  constructor(scope: Construct, id: string, { config = {}, ...props }: ScannerStackProps = {}) {
    super(scope, id, props);
    this.scanner = new ImageScanner(this, "Scanner", this.#scannerProps(config));
    const { images, masks, verdicts, scans, results, query } = this.scanner;
    for (const [index, bucket] of images.buckets.entries()) {
      this.#output(`ImageBucketName${index === 0 ? "" : index + 1}`, bucket.bucketName);
    }
    this.#output("MaskBucketName", masks.bucket.bucketName);
    this.#output("VerdictTableName", verdicts.table.tableName);
    this.#output("ScanQueueUrl", scans.queue.queueUrl);
    this.#output("ScanDeadLettersUrl", scans.deadLetters.queueUrl);
    this.#output("ResultQueueUrl", results.queue.queueUrl);
    this.#output("QueryUrl", query.api.apiEndpoint);
  }

  #scannerProps({ buckets, prefixes, suffixes }: ScannerConfig): ImageScannerProps {
    const filter = { ...(prefixes && { prefixes }), ...(suffixes && { suffixes }) };
    if (buckets === undefined) return prefixes || suffixes ? { filter } : {};
    const sources = buckets.map((name) => ({
      bucket: Bucket.fromBucketName(this, `Source-${name}`, name),
      ...filter,
    }));
    return { sources };
  }

  #output(name: string, value: string): void {
    new CfnOutput(this, name, { value });
  }
}
