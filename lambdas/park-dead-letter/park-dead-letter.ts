import { scanError, type Voice } from "../../core/contracts/reasons.ts";
import {
  CONTRACT_VERSION,
  type DeletedResult,
  failureOf,
  type UnscannedResult,
} from "../../core/contracts/scan-result.ts";
import {
  type ExchangedJob,
  type GivenUpJob,
  type LetterQueue,
  parseDeadLetter,
} from "../../core/intake/dead-letter.ts";
import { exchangeOf, readJob } from "../../core/intake/read-exchange.ts";
import { makeResolveDeletion } from "../../core/intake/resolve-deletion.ts";
import type {
  Clock,
  ExchangeReader,
  ObjectReader,
  QuarantineRecords,
  Telemetry,
  VerdictAnnouncer,
  VerdictStore,
} from "../../core/ports.ts";
import { writeAndAnnounce } from "../../core/verdicts/announce-verdict.ts";
import { unscannedVerdictOf } from "../../core/verdicts/result-to-verdict.ts";
import { writeDeletion } from "../../core/verdicts/write-deletion.ts";
import { type BatchHandler, handleEach } from "../handle-each.ts";

export interface ParkDeadLetterDeps {
  readonly verdicts: VerdictStore;
  /** @default nobody is told */
  readonly announcers?: readonly VerdictAnnouncer[];
  readonly reader: Pick<ObjectReader, "head">;
  /** Where the jobs lie that notices are about. Without it, such a letter stays. */
  readonly exchange?: ExchangeReader;
  /** @default nothing was ever quarantined */
  readonly quarantine?: Pick<QuarantineRecords, "get">;
  readonly clock: Clock;
  readonly telemetry: Telemetry;
  /** Deliveries after which each queue gives a message up. */
  readonly deliveries: Readonly<Record<LetterQueue, number>>;
  /** How reasons are worded. @default "object" */
  readonly voice?: Voice;
}

/**
 * Dead letters of both queues → verdicts that say so. A job becomes `poison` with the job inside,
 * for a redrive; a result that needs no mask is recorded as it is; a deletion is carried out.
 *
 * A letter with anything unreadable in it, or that cannot be written, stays in its queue: what is
 * readable in it has been parked, and parking it again changes nothing.
 */
export function makeParkDeadLetter(deps: ParkDeadLetterDeps): BatchHandler {
  const resolveDeletion = makeResolveDeletion(deps);
  return handleEach(deps.telemetry, async (body) => {
    const { givenUp, exchanged, deletions, results, unreadable } = parseDeadLetter(body);
    const written = await Promise.allSettled([
      ...givenUp.map((item) => park(deps, item)),
      ...exchanged.map((item) => parkExchanged(deps, item)),
      ...results.map((result) => write(deps, result)),
      ...deletions.map(async (deletion) => write(deps, await resolveDeletion(deletion))),
    ]);
    const failed = written.flatMap((one) => (one.status === "rejected" ? [one.reason] : []));
    const [first, ...others] = [...failed, ...unreadable];
    if (others.length > 0)
      throw new AggregateError([first, ...others], "parts of the letter failed");
    if (first !== undefined) throw first;
  });
}

async function park(deps: ParkDeadLetterDeps, { by, job, lastError }: GivenUpJob): Promise<void> {
  const { clock, telemetry, deliveries, voice } = deps;
  const poison = scanError("poison", { receiveCount: deliveries[by], lastError });
  const failure = failureOf(poison, voice);
  const finishedAt = clock.now().toISOString();
  await write(deps, {
    version: CONTRACT_VERSION,
    job,
    ...failure,
    timings: { totalMs: 0 },
    finishedAt,
  });
  telemetry.log("warn", "job-parked", { scanId: job.scanId, object: job.object, lastError });
}

async function parkExchanged(deps: ParkDeadLetterDeps, item: ExchangedJob): Promise<void> {
  const job = await readJob(exchangeOf(item, deps.exchange), item);
  await park(deps, { by: "results", job, lastError: item.lastError });
}

/** Tells, too, of a scan that was recorded all the same, and given up because nobody could be told. */
async function write(deps: ParkDeadLetterDeps, result: UnscannedResult | DeletedResult) {
  const { verdicts, announcers = [] } = deps;
  const put =
    result.state === "deleted"
      ? await writeDeletion(verdicts, result, deps.quarantine)
      : await writeAndAnnounce({ verdicts, announcers }, unscannedVerdictOf(result));
  deps.telemetry.metric(put?.outcome === "written" ? "Parked" : "Superseded", 1);
}
