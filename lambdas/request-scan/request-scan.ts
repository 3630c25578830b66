import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from "aws-lambda";
import { type JobOnDemandDeps, jobOnDemand } from "../../core/api/job-on-demand.ts";
import { parseScanRequest } from "../../core/api/scan-request.ts";
import { MessageError, ScanError } from "../../core/contracts/reasons.ts";
import type { JobQueue, Telemetry } from "../../core/ports.ts";
import { json, problem } from "../http-response.ts";

export interface RequestScanDeps extends JobOnDemandDeps {
  readonly jobs: JobQueue;
  readonly telemetry: Telemetry;
}

/** What is read of an HTTP API event. */
export type ScanRequestEvent = Pick<APIGatewayProxyEventV2, "body" | "isBase64Encoded">;

export type RequestScan = (event: ScanRequestEvent) => Promise<APIGatewayProxyStructuredResultV2>;

/**
 * `POST /scans` → 202 ScanRequested once the job is on the queue; 400 for a body that names no
 * object, 404 for an object that is not there, 403 for one that may not be read, 503 when the
 * bucket, the table or the queue does not answer.
 */
export function makeRequestScan(deps: RequestScanDeps): RequestScan {
  return async (event) => {
    try {
      const job = await jobOnDemand(deps, parseScanRequest(textOf(event)));
      await deps.jobs.send(job);
      deps.telemetry.log("info", "scan-requested", { scanId: job.scanId, object: job.object });
      return json(202, { scanId: job.scanId, object: job.object });
    } catch (error) {
      if (error instanceof MessageError) return problem(400, error.message);
      if (error instanceof ScanError) {
        return problem(error.code === "not_found" ? 404 : 403, error.message);
      }
      deps.telemetry.log("error", "request-failed", { error });
      return problem(503, "The scan could not be asked for. Ask again in a moment.");
    }
  };
}

function textOf({ body = "", isBase64Encoded }: ScanRequestEvent): string {
  return isBase64Encoded ? Buffer.from(body, "base64").toString() : body;
}
