import type { ServerResponse } from "node:http";
import type { Random } from "../../fuzz/mutate.ts";

interface ServiceError {
  readonly status: number;
  readonly type: string;
}

export type Service = "dynamodb" | "sqs";

/**
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/CommonErrors.html
 */
const ERRORS: { readonly [Name in Service]: readonly ServiceError[] } = {
  dynamodb: [
    {
      status: 400,
      type: "com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException",
    },
    { status: 500, type: "com.amazonaws.dynamodb.v20120810#InternalServerError" },
  ],
  sqs: [
    { status: 503, type: "com.amazonaws.sqs#ServiceUnavailable" },
    { status: 400, type: "com.amazonaws.sqs#RequestThrottled" },
  ],
};

/** Refuses a request in the service's own words, and has done nothing. */
export function answerError(service: Service, response: ServerResponse, random: Random): void {
  const errors = ERRORS[service];
  const { status, type } = errors[random(errors.length)] ?? { status: 500, type: "InternalError" };
  response.writeHead(status, { "content-type": "application/x-amz-json-1.0" });
  response.end(JSON.stringify({ __type: type, message: "as planned" }));
}
