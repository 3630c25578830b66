import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  type Message,
  ReceiveMessageCommand,
  type SQSClient,
} from "@aws-sdk/client-sqs";
import type { MessageQueue, QueuedMessage, ReceiveOptions } from "../../../core/ports.ts";

/** The consuming side of one SQS queue. */
export class SqsMessageQueue implements MessageQueue {
  readonly #client: SQSClient;
  readonly #queueUrl: string;

  constructor(client: SQSClient, queueUrl: string) {
    this.#client = client;
    this.#queueUrl = queueUrl;
  }

  /** What SQS hands out just when `signal` aborts comes back after its visibility timeout. */
  async receive(options: ReceiveOptions): Promise<readonly QueuedMessage[]> {
    const { maxMessages, waitSeconds, visibilitySeconds, signal } = options;
    const command = new ReceiveMessageCommand({
      QueueUrl: this.#queueUrl,
      MaxNumberOfMessages: maxMessages,
      WaitTimeSeconds: waitSeconds,
      VisibilityTimeout: visibilitySeconds,
      MessageSystemAttributeNames: ["ApproximateReceiveCount"],
    });
    try {
      const { Messages = [] } = await this.#client.send(
        command,
        signal ? { abortSignal: signal } : {},
      );
      return Messages.map(messageOf);
    } catch (error) {
      if (signal?.aborted) return [];
      throw error;
    }
  }

  async delete(receipt: string): Promise<void> {
    const input = { QueueUrl: this.#queueUrl, ReceiptHandle: receipt };
    await this.#client.send(new DeleteMessageCommand(input));
  }

  async extend(receipt: string, visibilitySeconds: number): Promise<void> {
    const message = { QueueUrl: this.#queueUrl, ReceiptHandle: receipt };
    const command = new ChangeMessageVisibilityCommand({
      ...message,
      VisibilityTimeout: visibilitySeconds,
    });
    await this.#client.send(command);
  }
}

function messageOf({ MessageId, Body, ReceiptHandle, Attributes }: Message): QueuedMessage {
  if (MessageId === undefined || ReceiptHandle === undefined) {
    throw new TypeError("expected a message with an id and a receipt handle from SQS");
  }
  const receiveCount = Number(Attributes?.ApproximateReceiveCount ?? 1);
  return { id: MessageId, body: Body ?? "", receipt: ReceiptHandle, receiveCount };
}
