import type { ObjectLocation } from "../contracts/object-identity.ts";
import { MessageError } from "../contracts/reasons.ts";
import { s3UriOf } from "../contracts/s3-notation.ts";
import { parseScanJob, type ScanJob } from "../contracts/scan-job.ts";
import { MAX_SCAN_RESULT_BYTES } from "../contracts/scan-result.ts";
import type { ExchangeReader } from "../ports.ts";
import type { AsyncNotice } from "./async-notice.ts";

/** @throws MessageError when a notice came though nobody expects one. */
export function exchangeOf(
  notice: Pick<AsyncNotice, "input">,
  exchange: ExchangeReader | undefined,
): ExchangeReader {
  if (exchange !== undefined) return exchange;
  const expected = "no notice of SageMaker, as EXCHANGE_BUCKET is not set";
  throw new MessageError({ expected, received: `one about ${s3UriOf(notice.input)}` });
}

/**
 * What lies where a notice points. A notice may not choose what else we read. The bound is that of a
 * result; no job is longer, as a result contains it.
 *
 * @throws MessageError for a place outside of the exchange; whatever `get` throws.
 */
export async function readExchange(
  exchange: ExchangeReader,
  location: ObjectLocation,
): Promise<string> {
  if (location.bucket === exchange.bucket) return exchange.get(location.key, MAX_SCAN_RESULT_BYTES);
  const expected = `a place in the exchange bucket ${exchange.bucket}`;
  throw new MessageError({ expected, received: s3UriOf(location) });
}

/**
 * The job that a notice is about.
 *
 * @throws as `readExchange`, and MessageError when another job lies there, or none.
 */
export async function readJob(
  exchange: ExchangeReader,
  { scanId, input }: Pick<AsyncNotice, "scanId" | "input">,
): Promise<ScanJob> {
  const job = parseScanJob(await readExchange(exchange, input));
  if (job.scanId === scanId) return job;
  throw new MessageError({ expected: `the job of ${scanId}`, received: `that of ${job.scanId}` });
}
