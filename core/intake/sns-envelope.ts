import { z } from "zod";

const Envelope = z.looseObject({ Type: z.literal("Notification"), Message: z.string() });

/**
 * The message that was published, when SNS delivered it in its envelope; nothing when it is raw.
 * https://docs.aws.amazon.com/sns/latest/dg/sns-sqs-as-subscriber.html
 */
export function publishedIn(message: unknown): string | undefined {
  return Envelope.safeParse(message).data?.Message;
}
