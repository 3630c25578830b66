import type { SQSBatchResponse, SQSRecord } from "aws-lambda";
import { MessageError } from "../core/contracts/errors.ts";
import type { Telemetry } from "../core/ports.ts";

/** What is read of the event that a queue invokes a function with. */
export interface MessageBatch {
  readonly Records: readonly Pick<SQSRecord, "messageId" | "body">[];
}

/** Handles a batch; names the messages that failed, which alone are delivered again. */
export type BatchHandler = (batch: MessageBatch) => Promise<SQSBatchResponse>;

/**
 * One message after the other, so that memory is that of one. A message that fails takes no other
 * with it. https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
 */
export function handleEach(
  telemetry: Telemetry,
  handle: (body: string) => Promise<void>,
): BatchHandler {
  return async ({ Records }) => {
    const batchItemFailures: SQSBatchResponse["batchItemFailures"] = [];
    for (const { messageId, body } of Records) {
      try {
        await handle(body);
      } catch (error) {
        telemetry.log("error", "message-failed", { messageId, error });
        telemetry.metric(error instanceof MessageError ? "RejectedMessage" : "Retried", 1);
        batchItemFailures.push({ itemIdentifier: messageId });
      }
    }
    return { batchItemFailures };
  };
}
