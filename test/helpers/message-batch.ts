import type { MessageBatch } from "../../lambdas/handle-each.ts";

/** What a queue hands to a function: messages m1, m2, … with these contents. */
export function batchOf(...contents: readonly unknown[]): MessageBatch {
  return {
    Records: contents.map((content, index) => ({
      messageId: `m${index + 1}`,
      body: typeof content === "string" ? content : JSON.stringify(content),
    })),
  };
}

/** The answer that leaves these messages in their queue, and no other. */
export function leaves(...messageIds: string[]) {
  return { batchItemFailures: messageIds.map((itemIdentifier) => ({ itemIdentifier })) };
}
