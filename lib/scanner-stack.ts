import { CfnOutput, Stack, type StackProps } from "aws-cdk-lib";
import type { Construct } from "constructs";
import { acceptFindings } from "./accepted-findings.ts";
import { ImageBucket } from "./image-bucket.ts";
import { MaskBucket } from "./mask-bucket.ts";
import { ParkDeadLetter } from "./park-dead-letter.ts";
import { QueryVerdict } from "./query-verdict.ts";
import { RecordVerdict } from "./record-verdict.ts";
import { ScanImage } from "./scan-image.ts";
import { VerdictTable } from "./verdict-table.ts";
import { WorkQueue } from "./work-queue.ts";

/** Deliveries before a message is given up, on both queues: enough for a restart and a bad minute. */
const MAX_DELIVERIES = 4;

/**
 * The way of an image: upload → scan queue → scan → result queue → verdict and mask → query. Both
 * queues' dead letters become verdicts too.
 */
export class ScannerStack extends Stack {
  readonly images: ImageBucket;
  readonly masks: MaskBucket;
  readonly verdicts: VerdictTable;
  readonly scans: WorkQueue;
  readonly results: WorkQueue;
  readonly query: QueryVerdict;

  constructor(scope: Construct, id: string, props: StackProps = {}) {
    super(scope, id, props);
    this.images = new ImageBucket(this, "Images");
    this.masks = new MaskBucket(this, "Masks");
    this.verdicts = new VerdictTable(this, "Verdicts");

    const maxDeliveries = MAX_DELIVERIES;
    this.scans = new WorkQueue(this, "Scans", {
      visibilityTimeout: ScanImage.VISIBILITY_TIMEOUT,
      maxDeliveries,
    });
    this.results = new WorkQueue(this, "Results", {
      visibilityTimeout: RecordVerdict.VISIBILITY_TIMEOUT,
      maxDeliveries,
    });
    this.images.notify(this.scans.queue);

    const { images, masks, verdicts, scans, results } = this;
    new ScanImage(this, "ScanImage", { scans, results, images, maxDeliveries });
    new RecordVerdict(this, "RecordVerdict", { results: results.queue, verdicts, masks });
    new ParkDeadLetter(this, "ParkDeadLetter", {
      deadLetters: [scans.deadLetters, results.deadLetters],
      maxDeliveries,
      verdicts,
      images,
    });
    this.query = new QueryVerdict(this, "QueryVerdict", { verdicts, images, masks });
    acceptFindings(this, { images: images.bucket, masks: masks.bucket });

    this.#output("ImageBucketName", images.bucket.bucketName);
    this.#output("MaskBucketName", masks.bucket.bucketName);
    this.#output("VerdictTableName", verdicts.table.tableName);
    this.#output("ScanQueueUrl", scans.queue.queueUrl);
    this.#output("ScanDeadLettersUrl", scans.deadLetters.queueUrl);
    this.#output("ResultQueueUrl", results.queue.queueUrl);
    this.#output("QueryUrl", this.query.api.apiEndpoint);
  }

  #output(name: string, value: string): void {
    new CfnOutput(this, name, { value });
  }
}
