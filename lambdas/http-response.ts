import type { APIGatewayProxyStructuredResultV2 } from "aws-lambda";
import type { ScanRequested } from "../core/api/scan-request.ts";
import type { ListAnswer } from "../core/api/verdict-list.ts";
import type { PendingAnswer, Problem, VerdictAnswer } from "../core/api/verdict-query.ts";

type Answer = VerdictAnswer | PendingAnswer | ListAnswer | ScanRequested;

const TITLES = {
  400: "Bad request",
  403: "Not allowed",
  404: "Not found",
  503: "Temporarily unavailable",
} as const;

export function json(statusCode: 200 | 202, body: Answer): APIGatewayProxyStructuredResultV2 {
  return respond(statusCode, "application/json", body);
}

export function problem(
  status: keyof typeof TITLES,
  detail: string,
): APIGatewayProxyStructuredResultV2 {
  return respond(status, "application/problem+json", { title: TITLES[status], status, detail });
}

/** A mask's link is a credential and a verdict changes with its object: no cache may keep either. */
function respond(
  statusCode: number,
  contentType: string,
  body: Answer | Problem,
): APIGatewayProxyStructuredResultV2 {
  const headers = { "content-type": contentType, "cache-control": "no-store" };
  return { statusCode, headers, body: JSON.stringify(body) };
}
