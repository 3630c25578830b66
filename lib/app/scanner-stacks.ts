import { CfnOutput, Stack, type StackProps } from "aws-cdk-lib";
import type { Construct } from "constructs";
import type { z } from "zod";
import { SYSTEM_OUTPUT, type SystemDescription } from "../../core/settings/system-description.ts";
import { ImageScanner } from "../image-scanner.ts";
import { ScannerStorage } from "../storage/scanner-storage.ts";
import type { ScannerConfig } from "./config.ts";
import { configuredProps } from "./configured-scanner.ts";

/**
 * The ready app: one scanner in stacks that live differently long. What holds data is in the first, and
 * stays; the pipeline can be deployed without the compute that has instances.
 */
export class ScannerStacks {
  readonly stateful: Stack;
  readonly pipeline: Stack;
  /** Undefined when the pipeline computes by itself. */
  readonly compute: Stack | undefined;
  readonly scanner: ImageScanner;

  constructor(scope: Construct, id: string, config: ScannerConfig, props: StackProps = {}) {
    const stack = (name: string, holds: string) =>
      new Stack(scope, `${id}${name}`, { ...props, description: `FASA scanner: ${holds}` });
    this.stateful = stack("Stateful", "images, masks and verdicts, which are kept.");
    this.pipeline = stack("Pipeline", "a verdict and a mask for every image in a bucket.");
    this.compute =
      config.compute === "lambdaCpu" ? undefined : stack("Compute", "GPU instances for the model.");
    this.scanner = new ImageScanner(this.pipeline, "Scanner", {
      ...configuredProps(this.pipeline, config),
      storage: new ScannerStorage(this.stateful, "Storage", { hasImages: !config.bucket }),
      ...(this.compute && { computeScope: this.compute }),
    });
    this.#outputs(config);
  }

  /** All that a caller needs, in one place. */
  #outputs(config: ScannerConfig): void {
    const { images, masks, verdicts, scans, backfill, results, query } = this.scanner;
    const output = (name: string, value: string) => new CfnOutput(this.pipeline, name, { value });
    for (const [index, bucket] of images.buckets.entries()) {
      output(`ImageBucketName${index === 0 ? "" : index + 1}`, bucket.bucketName);
    }
    output("MaskBucketName", masks.bucket.bucketName);
    output("VerdictTableName", verdicts.table.tableName);
    output("ScanQueueUrl", scans.queue.queueUrl);
    output("ScanDeadLettersUrl", scans.deadLetters.queueUrl);
    output("BackfillQueueUrl", backfill.queue.queueUrl);
    output("ResultQueueUrl", results.queue.queueUrl);
    output("QueryUrl", query.api.apiEndpoint);
    output(SYSTEM_OUTPUT, this.pipeline.toJsonString(this.#description(config)));
  }

  /** For operators' commands: its names are known once it is deployed. */
  #description({ compute }: ScannerConfig) {
    const { images, verdicts, backfill } = this.scanner;
    return {
      version: 1,
      buckets: images.buckets.map(({ bucketName: name }, index) => ({
        name,
        filter: images.filters[index] ?? {},
      })),
      table: verdicts.table.tableName,
      backfillQueueUrl: backfill.queue.queueUrl,
      compute,
    } satisfies z.input<typeof SystemDescription>;
  }
}
