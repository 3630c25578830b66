import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { Annotations, CfnOutput, Stack, type StackProps, Stage } from "aws-cdk-lib";
import type { Construct } from "constructs";
import type { z } from "zod";
import { SYSTEM_OUTPUT, type SystemDescription } from "../../core/settings/system-description.ts";
import { expireLogs } from "../assets/expiring-logs.ts";
import { ImageScanner } from "../image-scanner.ts";
import { ScannerStorage } from "../storage/scanner-storage.ts";
import type { ScannerConfig } from "./config.ts";
import { configuredProps, configuredStorage } from "./configured-scanner.ts";
import { deployNotice } from "./deploy-notice.ts";

/** The ready app: one scanner, in one stack or in three that live differently long. */
export class ScannerStacks {
  /** Holds data, and stays; the pipeline where all of it was there already. */
  readonly stateful: Stack;
  /** Has the outputs. */
  readonly pipeline: Stack;
  /** Undefined when the pipeline computes by itself. */
  readonly compute: Stack | undefined;
  readonly scanner: ImageScanner;

  constructor(scope: Construct, config: ScannerConfig, props: StackProps = {}) {
    const stack = (name: string, holds: string) => {
      const description = `FASA scanner: ${holds}`;
      const made = new Stack(scope, `${config.name}${name}`, { ...props, description });
      expireLogs(made);
      return made;
    };
    const hasInstances = config.compute !== "lambdaCpu";
    if (config.stacks === "one") {
      this.stateful = this.pipeline = stack(
        "",
        "a verdict and a mask for every image in a bucket.",
      );
      this.compute = hasInstances ? this.pipeline : undefined;
    } else {
      const stateful = keepsAll(config)
        ? undefined
        : stack("Stateful", "images, masks and verdicts, which are kept.");
      this.pipeline = stack("Pipeline", "a verdict and a mask for every image in a bucket.");
      this.stateful = stateful ?? this.pipeline;
      this.compute = hasInstances ? stack("Compute", "GPU instances for the model.") : undefined;
    }
    this.scanner = new ImageScanner(this.pipeline, "Scanner", {
      ...configuredProps(this.pipeline, config),
      storage: new ScannerStorage(
        this.stateful,
        "Storage",
        configuredStorage(this.stateful, config),
      ),
      ...(this.compute && { computeScope: this.compute }),
    });
    this.#outputs(config);
    Annotations.of(this.pipeline).addInfo(deployNotice(config));
    if (config.sourceAccount !== undefined) this.#askFor(config.sourceAccount, config.name);
  }

  /** Writes what the other account deploys and grants beside the templates of this one. */
  #askFor(account: string, name: string): void {
    const template = this.scanner.sourceAccountTemplate(account);
    const path = join(Stage.of(this.pipeline)?.outdir ?? "", `${name}.source-account.json`);
    writeFileSync(path, `${JSON.stringify(template, null, 2)}\n`);
    Annotations.of(this.pipeline).addInfo(
      `Account ${account} sends no events and grants nothing yet: ${path} is for its owner (docs/accounts.md).`,
    );
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
    if (images.bus) output("SourceBusName", images.busName);
    output(SYSTEM_OUTPUT, this.pipeline.toJsonString(this.#description(config)));
  }

  /** For operators' commands: its names are known once it is deployed. */
  #description({ compute }: ScannerConfig) {
    const { images, masks, verdicts, backfill, query } = this.scanner;
    return {
      version: 1,
      buckets: images.buckets.map(({ bucketName: name }, index) => ({
        name,
        filter: images.filters[index] ?? {},
      })),
      masks: { name: masks.bucket.bucketName },
      table: verdicts.table.tableName,
      backfillQueueUrl: backfill.queue.queueUrl,
      api: query.api.apiEndpoint,
      compute,
    } satisfies z.input<typeof SystemDescription>;
  }
}

/** Then a stack for data would be empty, which CloudFormation refuses. */
function keepsAll({ bucket, maskBucket, verdictTable }: ScannerConfig): boolean {
  return [bucket, maskBucket, verdictTable].every((name) => name !== undefined);
}
