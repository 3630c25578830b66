import type { SQSBatchResponse, SQSRecord } from "aws-lambda";
import { MessageError } from "../core/contracts/reasons.ts";
import type { Telemetry } from "../core/ports.ts";

/** What is read of a message that a queue invokes a function with. */
export type Message = Pick<SQSRecord, "messageId" | "body">;

export interface MessageBatch<Each extends Message = Message> {
  readonly Records: readonly Each[];
}

/** Handles a batch; names the messages that failed, which alone are delivered again. */
export type BatchHandler<Each extends Message = Message> = (
  batch: MessageBatch<Each>,
) => Promise<SQSBatchResponse>;

/**
 * One message after the other, so that memory is that of one. A message that fails takes no other
 * with it. https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
 */
export function handleEach<Each extends Message = Message>(
  telemetry: Telemetry,
  handle: (body: string, message: Each) => Promise<void>,
): BatchHandler<Each> {
  return async ({ Records }) => {
    const batchItemFailures: SQSBatchResponse["batchItemFailures"] = [];
    for (const message of Records) {
      const { messageId, body } = message;
      try {
        await handle(body, message);
      } catch (error) {
        telemetry.log("error", "message-failed", { messageId, error });
        telemetry.metric(error instanceof MessageError ? "RejectedMessage" : "Retried", 1);
        batchItemFailures.push({ itemIdentifier: messageId });
      }
    }
    return { batchItemFailures };
  };
}
