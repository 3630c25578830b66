import { makeWorkOnMessage, type WorkOnMessageDeps } from "../../core/intake/work-on-message.ts";
import type { ScanSubmitter } from "../../core/ports.ts";
import { type BatchHandler, handleEach } from "../handle-each.ts";

export interface SubmitScanDeps extends WorkOnMessageDeps {
  readonly submitter: ScanSubmitter;
}

/**
 * Jobs → an endpoint that scans them in its own time. What it does not take now is delivered again;
 * a job that it gets twice ends in the same result.
 */
export function makeSubmitScan(deps: SubmitScanDeps): BatchHandler {
  const workOn = makeWorkOnMessage(deps);
  return handleEach(deps.telemetry, (body, { messageId }) =>
    workOn({ id: messageId, body }, async (job) => {
      await deps.submitter.submit(job);
      deps.telemetry.log("info", "scan-submitted", { scanId: job.scanId, object: job.object });
    }),
  );
}
