import { MessageError } from "../../core/contracts/reasons.ts";
import type { ScanJob } from "../../core/contracts/scan-job.ts";
import {
  CONTRACT_VERSION,
  failureOf,
  parseScanResult,
  type ScanResult,
} from "../../core/contracts/scan-result.ts";
import { type AsyncNotice, parseAsyncNotice } from "../../core/intake/async-notice.ts";
import { invocationErrorOf } from "../../core/intake/invocation-error.ts";
import { exchangeOf, readExchange, readJob } from "../../core/intake/read-exchange.ts";
import type { Clock, ExchangeReader } from "../../core/ports.ts";

export interface ResultOfMessageDeps {
  /** Where notices point. Without it, a message must be a result itself. */
  readonly exchange?: ExchangeReader;
  readonly clock: Clock;
}

/**
 * Message of the result queue → the result it brings: a ScanResult itself, or a notice of SageMaker
 * with a result, with the place of one, or with the failure of an invocation.
 *
 * @throws MessageError when it is none of these, or is about another scan than it says; any other
 * error may pass.
 */
export function makeResultOfMessage(deps: ResultOfMessageDeps) {
  return async (body: string): Promise<ScanResult> => {
    const notice = parseAsyncNotice(body);
    return notice === undefined ? parseScanResult(body) : resultOf(deps, notice);
  };
}

async function resultOf(deps: ResultOfMessageDeps, notice: AsyncNotice): Promise<ScanResult> {
  const exchange = exchangeOf(notice, deps.exchange);
  const { scanId, outcome } = notice;
  if (outcome.kind === "inline") return parseResultOf(scanId, outcome.result);
  if (outcome.kind === "stored") {
    return parseResultOf(scanId, await readExchange(exchange, outcome.output));
  }
  const job = await readJob(exchange, notice);
  const now = deps.clock.now();
  const { reason, waitedSeconds = secondsSinceRequest(job, now) } = outcome;
  const failure = failureOf(invocationErrorOf(reason, waitedSeconds));
  const finishedAt = now.toISOString();
  return { version: CONTRACT_VERSION, job, ...failure, timings: { totalMs: 0 }, finishedAt };
}

function secondsSinceRequest({ requestedAt }: ScanJob, now: Date): number {
  if (requestedAt === undefined) return 0;
  return Math.max(0, Math.round((now.getTime() - Date.parse(requestedAt)) / 1000));
}

function parseResultOf(scanId: string, text: string): ScanResult {
  const result = parseScanResult(text);
  const received = result.state === "deleted" ? "that of a deletion" : result.job.scanId;
  if (received === scanId) return result;
  throw new MessageError({ expected: `the result of ${scanId}`, received });
}
