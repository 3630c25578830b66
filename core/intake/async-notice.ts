import { z } from "zod";
import type { ObjectLocation } from "../contracts/object-identity.ts";
import { parseJson, receivedBy } from "../contracts/parse-json.ts";
import { MessageError } from "../contracts/reasons.ts";
import { S3Uri } from "../contracts/s3-notation.ts";
import { publishedIn } from "./sns-envelope.ts";

/** Longest reason of SageMaker that is kept, so that a verdict's message ends in what to do. */
const MAX_FAILURE_CHARACTERS = 500;

const Time = z.iso.datetime({ offset: true }).pipe(z.coerce.date()).optional().catch(undefined);
const Content = z.union([z.string(), z.looseObject({ content: z.string() })]);

/**
 * What SageMaker publishes when an asynchronous invocation has ended.
 * https://docs.aws.amazon.com/sagemaker/latest/dg/async-inference-check-predictions.html
 *
 * Assumption: with `IncludeInferenceResponseIn`, a small response lies in `responseBody.content`, plain
 * or in base64; AWS does not document it. In another shape it counts as not there, and the result is
 * read from `outputLocation`.
 */
const Notice = z.looseObject({
  invocationStatus: z.string(),
  /** The scan id, as it was submitted. */
  inferenceId: z.string().min(1),
  receivedTime: Time,
  eventTime: Time,
  requestParameters: z.looseObject({ inputLocation: S3Uri }),
  responseParameters: z.looseObject({ outputLocation: S3Uri }).optional().catch(undefined),
  responseBody: Content.optional().catch(undefined),
  failureReason: z.string().optional().catch(undefined),
});
type Notice = z.infer<typeof Notice>;

/** How an invocation ended: with its result in the notice, with its result in S3, or without one. */
type Outcome =
  | { readonly kind: "inline"; readonly result: string }
  | { readonly kind: "stored"; readonly output: ObjectLocation }
  | { readonly kind: "failed"; readonly reason: string; readonly waitedSeconds?: number };

/** A notice of SageMaker, as far as it matters here. */
export interface AsyncNotice {
  readonly scanId: string;
  /** Where the job lies. */
  readonly input: ObjectLocation;
  readonly outcome: Outcome;
}

/**
 * Body of a message, raw or in SNS's envelope → the notice in it; nothing when it is something else.
 *
 * @throws MessageError when the body is not JSON, or is a notice that cannot be read.
 */
export function parseAsyncNotice(body: string): AsyncNotice | undefined {
  const message = parseJson(body, "a message of the scanner");
  const published = publishedIn(message);
  if (published !== undefined) return parseAsyncNotice(published);
  if (!z.looseObject({ invocationStatus: z.string() }).safeParse(message).success) return undefined;
  const { data: notice, error } = Notice.safeParse(message);
  if (notice === undefined) {
    const received = receivedBy(error, body);
    throw new MessageError({ expected: "a notice of SageMaker", received }, { cause: error });
  }
  const input = notice.requestParameters.inputLocation;
  return { scanId: notice.inferenceId, input, outcome: outcomeOf(notice) };
}

function outcomeOf(notice: Notice): Outcome {
  const { invocationStatus, responseParameters, responseBody, failureReason } = notice;
  if (invocationStatus !== "Completed") {
    return failed(notice, failureReason ?? `the invocation is ${invocationStatus}`);
  }
  const result = responseBody && jsonIn(responseBody);
  if (result !== undefined) return { kind: "inline", result };
  if (responseParameters !== undefined) {
    return { kind: "stored", output: responseParameters.outputLocation };
  }
  return failed(notice, "the invocation is Completed, but no result came with it");
}

/** The whole JSON object in a response, if there is one. */
function jsonIn(body: z.infer<typeof Content>): string | undefined {
  const content = typeof body === "string" ? body : body.content;
  const text = content.startsWith("{") ? content : Buffer.from(content, "base64").toString();
  return /^\{.*\}\s*$/s.test(text) ? text : undefined;
}

function failed({ receivedTime, eventTime }: Notice, text: string): Outcome {
  const reason = text.slice(0, MAX_FAILURE_CHARACTERS);
  if (receivedTime === undefined || eventTime === undefined) return { kind: "failed", reason };
  const waitedMs = eventTime.getTime() - receivedTime.getTime();
  return { kind: "failed", reason, waitedSeconds: Math.max(0, Math.round(waitedMs / 1000)) };
}
