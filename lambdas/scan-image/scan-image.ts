import type { SQSRecord } from "aws-lambda";
import { makeScanMessage, type ScanMessageDeps } from "../../core/scan/scan-message.ts";
import { type BatchHandler, handleEach, type Message } from "../handle-each.ts";

export interface ScanImageFunctionDeps extends ScanMessageDeps {
  /** Deliveries after which the queue makes a message a dead letter. */
  readonly maxDeliveries: number;
}

export interface ScanQueueMessage extends Message {
  readonly attributes: Pick<SQSRecord["attributes"], "ApproximateReceiveCount">;
}

/** Jobs → results, on the processor of a function: the same scan as on a GPU. */
export function makeScanImageFunction(deps: ScanImageFunctionDeps): BatchHandler<ScanQueueMessage> {
  const scanMessage = makeScanMessage(deps);
  return handleEach(deps.telemetry, (body, { messageId, attributes }) => {
    const receiveCount = Number(attributes.ApproximateReceiveCount);
    return scanMessage({ id: messageId, body }, { isLast: receiveCount >= deps.maxDeliveries });
  });
}
