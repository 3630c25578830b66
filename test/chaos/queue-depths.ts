import { GetQueueAttributesCommand, type SQSClient } from "@aws-sdk/client-sqs";
import type { LocalQueues } from "../../local/cloud/queues.ts";

export interface QueueDepth {
  readonly name: string;
  /** Messages that whoever asks next is given. */
  readonly waiting: number;
  /** Messages that someone was given, or held before they were killed. */
  readonly hidden: number;
}

/** How full each queue is. */
export async function queueDepths(
  sqs: SQSClient,
  urls: LocalQueues["urls"],
): Promise<QueueDepth[]> {
  const depths: QueueDepth[] = [];
  for (const [name, QueueUrl] of Object.entries(urls)) {
    const command = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["All"] });
    const { Attributes = {} } = await sqs.send(command);
    const waiting = Number(Attributes["ApproximateNumberOfMessages"]);
    const hidden = Number(Attributes["ApproximateNumberOfMessagesNotVisible"]);
    depths.push({ name, waiting, hidden });
  }
  return depths;
}
