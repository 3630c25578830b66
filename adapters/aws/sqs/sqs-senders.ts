import { SendMessageCommand, type SQSClient } from "@aws-sdk/client-sqs";
import type { ScanJob } from "../../../core/contracts/scan-job.ts";
import type { ScanResult } from "../../../core/contracts/scan-result.ts";
import type { JobQueue, ResultSink } from "../../../core/ports.ts";

/** Sends one kind of message to one queue; SQS has stored it durably when `send` resolves. */
class SqsSender<Content> {
  readonly #client: SQSClient;
  readonly #queueUrl: string;

  constructor(client: SQSClient, queueUrl: string) {
    this.#client = client;
    this.#queueUrl = queueUrl;
  }

  async send(content: Content): Promise<void> {
    const input = { QueueUrl: this.#queueUrl, MessageBody: bodyOf(content) };
    await this.#client.send(new SendMessageCommand(input));
  }
}

/**
 * JSON without the two characters that a key may hold and a message may not.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html
 */
function bodyOf(content: unknown): string {
  return JSON.stringify(content).replace(/[\uFFFE\uFFFF]/g, escaped);
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16)}`;
}

/** The scan queue, from the side of those who ask for scans. */
export class SqsJobQueue extends SqsSender<ScanJob> implements JobQueue {}

/** The result queue, from the worker's side. */
export class SqsResultSink extends SqsSender<ScanResult> implements ResultSink {}

/** The scan queue, from the side of a bucket that is no S3 bucket: notifications in the words of S3. */
export class SqsNotificationSender extends SqsSender<{ readonly Records: readonly object[] }> {}
