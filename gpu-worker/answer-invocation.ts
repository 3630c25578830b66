import { createHash } from "node:crypto";
import { parseScanJob, scanJobFor } from "../core/contracts/scan-job.ts";
import type { ScanResult } from "../core/contracts/scan-result.ts";
import type { Clock, ObjectReader } from "../core/ports.ts";
import { makeScanImage, type ScanImage, type ScanImageDeps } from "../core/scan/scan-image.ts";

export interface AnswerInvocationDeps extends ScanImageDeps {
  readonly clock: Clock;
}

export interface Invocation {
  /** As the request names it. */
  readonly contentType: string;
  readonly body: Buffer;
}

export type AnswerInvocation = (invocation: Invocation) => Promise<ScanResult>;

const JOB_TYPE = "application/json";
/** In whose name bytes are scanned that came with the request and lie in no bucket. */
const INLINE_BUCKET = "inline";

/**
 * One invocation of an endpoint: a ScanJob as JSON, whose object is fetched, or the bytes of an image
 * themselves. An endpoint is asked once, so what a retry might mend is a result with its reason, too.
 *
 * @throws MessageError for JSON that is no job; any other error is a fault of the endpoint.
 */
export function makeAnswerInvocation(deps: AnswerInvocationDeps): AnswerInvocation {
  const scanObject = makeScanImage(deps);
  return async ({ contentType, body }) => {
    if (contentType.split(";")[0]?.trim() === JOB_TYPE) {
      return scanObject(parseScanJob(body.toString()), { isLast: true });
    }
    return scanBytes(deps, body);
  };
}

function scanBytes(deps: AnswerInvocationDeps, body: Buffer): Promise<ScanResult> {
  const key = createHash("sha256").update(body).digest("hex");
  const head = { sizeBytes: body.length, eTag: key };
  const reader: ObjectReader = {
    head: async () => head,
    get: async () => ({ ...head, bytes: new Uint8Array(body) }),
  };
  const scan: ScanImage = makeScanImage({ ...deps, reader });
  const object = { bucket: INLINE_BUCKET, key, eTag: key };
  const requestedAt = deps.clock.now().toISOString();
  const request = { object, generation: 0, trigger: "on-demand", requestedAt } as const;
  return scan(scanJobFor({ ...request, sizeBytes: body.length }), { isLast: true });
}
