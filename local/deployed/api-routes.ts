import type { Fetch } from "../../client/create-client.ts";
import { SCANS_ROUTE } from "../../core/api/scan-request.ts";
import { VERDICT_ROUTES } from "../../core/api/verdict-query.ts";
import { UPLOADS_ROUTE } from "../../core/settings/page-routes.ts";
import { type Answer, problem, type Request, type Routes } from "../cloud/local-routes.ts";

export interface ApiRoutesDeps {
  /** Of the deployed system, without a slash at its end. */
  readonly endpoint: string;
  /** Signs, where the API asks for it. */
  readonly fetch: Fetch;
  /** The first of the scanned ones. */
  readonly bucket: string;
}

const TIMEOUT_MS = 15_000;
const PASSED_ON: readonly string[] = [VERDICT_ROUTES.canonical, VERDICT_ROUTES.list, SCANS_ROUTE];

/** Verdicts and new scans are the deployed system's; uploads go to S3 by other ways. */
export function makeApiRoutes({ endpoint, fetch, bucket }: ApiRoutesDeps): Routes {
  return async (request) => {
    const [path = ""] = request.target.split("?");
    if (path === UPLOADS_ROUTE) {
      return problem(403, "Only to look", `Upload with: aws s3 cp FILE s3://${bucket}/`);
    }
    if (!PASSED_ON.includes(path) || request.method === "PUT") return undefined;
    try {
      return await passOn(endpoint + request.target, request, fetch);
    } catch (error) {
      return problem(502, "The system did not answer", reasonOf(error));
    }
  };
}

async function passOn(
  url: string,
  request: Exclude<Request, { method: "PUT" }>,
  fetch: Fetch,
): Promise<Answer> {
  const type = "application/json";
  const response = await fetch(url, {
    method: request.method,
    headers: { accept: type, ...(request.method === "POST" && { "content-type": type }) },
    ...(request.method === "POST" && { body: request.body }),
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  const headers = { "content-type": type, "cache-control": "no-store" };
  return { status: response.status, headers, body: await response.text() };
}

/** What fetch throws names its reason one level deeper. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message : error.message;
}
