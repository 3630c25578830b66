import type { ListAnswer, ListQuery } from "../../core/api/verdict-list.ts";
import { hourOf, listedAtOf, listingPartitionsOf } from "../../core/contracts/listing.ts";
import type { Verdict } from "../../core/contracts/verdict.ts";
import type { Clock, VerdictIndex } from "../../core/ports.ts";

export interface ListVerdictsDeps {
  readonly index: VerdictIndex;
  readonly clock: Clock;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Hours looked through for one page: an idle week must not take longer than a caller waits. */
const MAX_HOURS = 48;

/** Newest first, hour by hour: the index has one heading for each hour, and several parts of it. */
export async function listVerdicts(
  { index, clock }: ListVerdictsDeps,
  { label, since, limit, cursor }: ListQuery,
): Promise<ListAnswer> {
  const now = clock.now();
  // As verdicts write their time, so that both compare as text.
  const oldest = new Date(since ?? now.getTime() - DAY_MS).toISOString();
  // Clocks differ a little between those who write: an hour ahead is still listed.
  const before = cursor ?? new Date(now.getTime() + HOUR_MS).toISOString();
  const verdicts: Verdict[] = [];
  let hour = hourOf(before);
  for (let walked = 0; hour >= hourOf(oldest); walked++, hour = hourBefore(hour)) {
    if (walked === MAX_HOURS) return { verdicts, cursor: hourAfter(hour) };
    const wanted = limit - verdicts.length;
    const pages = listingPartitionsOf(label, hour).map((partition) =>
      index.page({ partition, before, limit: wanted }),
    );
    const found = (await Promise.all(pages)).flat().sort(newestFirst);
    verdicts.push(...found.filter(({ scannedAt }) => scannedAt >= oldest).slice(0, wanted));
    const last = verdicts.at(-1);
    if (last !== undefined && verdicts.length === limit) {
      return { verdicts, cursor: listedAtOf(last) };
    }
  }
  return { verdicts };
}

function newestFirst(a: Verdict, b: Verdict): number {
  return listedAtOf(a) < listedAtOf(b) ? 1 : -1;
}

const hourBefore = (hour: string) => hourBeside(hour, -HOUR_MS);
const hourAfter = (hour: string) => hourBeside(hour, HOUR_MS);

function hourBeside(hour: string, ms: number): string {
  return hourOf(new Date(Date.parse(`${hour}:00:00Z`) + ms).toISOString());
}
