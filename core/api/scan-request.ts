import { z } from "zod";
import { ObjectIdentity } from "../contracts/object-identity.ts";
import { excerpt, parseJson } from "../contracts/parse-json.ts";
import { MessageError } from "../contracts/reasons.ts";
import { ScanJob } from "../contracts/scan-job.ts";
import { VerdictQuery } from "./verdict-query.ts";

/** Where a scan is asked for, whatever was said of the object before. */
export const SCANS_ROUTE = "/scans";

/** What is asked for: whatever is under the key now, or one version by S3's version id. */
export const ScanRequestBody = z.strictObject({
  bucket: VerdictQuery.shape.bucket,
  key: VerdictQuery.shape.key,
  versionId: VerdictQuery.shape.versionId.describe("One version, by S3's version id."),
});
export type ScanRequestBody = z.infer<typeof ScanRequestBody>;

/** Answer 202: the scan is on the queue, and its verdict will carry this id. */
export const ScanRequested = z.strictObject({
  scanId: ScanJob.shape.scanId,
  object: ObjectIdentity,
});
export type ScanRequested = z.infer<typeof ScanRequested>;

const EXPECTED = '{"bucket":"…","key":"…"}, and "versionId" for one version';

/** @throws MessageError when the body names no object. */
export function parseScanRequest(body: string): ScanRequestBody {
  const parsed = ScanRequestBody.safeParse(parseJson(body, EXPECTED));
  if (parsed.success) return parsed.data;
  throw new MessageError({ expected: EXPECTED, received: excerpt(body) });
}
