import { Duration } from "aws-cdk-lib";
import { Construct } from "constructs";
import type { RequestScanEnv } from "../../lambdas/request-scan/env.ts";
import { BundledFunction } from "../assets/bundled-function.ts";
import type { ImageSources } from "../storage/image-sources.ts";
import type { VerdictTable } from "../storage/verdict-table.ts";
import type { WorkQueue } from "../storage/work-queue.ts";

export interface RequestScanProps {
  readonly scanner: string;
  readonly scans: WorkQueue;
  readonly verdicts: VerdictTable;
  readonly images: ImageSources;
}

/** "Scan this object, whatever was said of it before." */
export class RequestScan extends Construct {
  readonly handler: BundledFunction;

  constructor(
    scope: Construct,
    id: string,
    { scanner, scans, verdicts, images }: RequestScanProps,
  ) {
    super(scope, id);
    this.handler = new BundledFunction(this, "Function", {
      name: "request-scan",
      timeout: Duration.seconds(10),
      memoryMb: 512,
      environment: {
        SCANNER: scanner,
        VERDICT_TABLE: verdicts.table.tableName,
        SCAN_QUEUE_URL: scans.queue.queueUrl,
      } satisfies RequestScanEnv,
    });
    verdicts.grantLookUp(this.handler);
    images.grantRead(this.handler);
    scans.grantSend(this.handler);
  }
}
