import {
  isWithin,
  type ListAnswer,
  type ListQuery,
  type ListSpan,
} from "../../core/api/verdict-list.ts";
import {
  hourOf,
  ListingClass,
  listedAtOf,
  listingPartitionsOf,
} from "../../core/contracts/listing.ts";
import type { Verdict } from "../../core/contracts/verdict.ts";
import type { Clock, VerdictIndex } from "../../core/ports.ts";

/** Answers what the list is asked for. */
export type ListVerdicts = (query: ListQuery) => Promise<ListAnswer>;

export interface ListVerdictsDeps {
  readonly index: VerdictIndex;
  readonly clock: Clock;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Clocks differ a little between those who write: an hour ahead is still listed. */
const AHEAD_MS = HOUR_MS;
/** Reads of an hour for one page: an idle week must not take longer than a caller waits. */
const MAX_READS = 48;

type SpanQuery = Pick<ListQuery, "since" | "until" | "cursor">;

export function spanOf({ since, until, cursor }: SpanQuery, now: Date): ListSpan {
  // As verdicts write their time, so that both compare as text.
  const oldest = new Date(since ?? now.getTime() - DAY_MS).toISOString();
  const newest = new Date(until ?? now.getTime() + AHEAD_MS).toISOString();
  const before = cursor !== undefined && cursor < newest ? cursor : newest;
  return { oldest, newest, before };
}

/** Newest first, hour by hour: the index has one heading for each hour, and several parts of it. */
export function makeListVerdicts({ index, clock }: ListVerdictsDeps): ListVerdicts {
  return async (query) => {
    const { oldest, before } = spanOf(query, clock.now());
    const verdicts: Verdict[] = [];
    let place: Place = { before, hour: hourOf(before) };
    for (let reads = 0; place.hour >= hourOf(oldest); reads++) {
      if (reads === MAX_READS) return { verdicts, cursor: place.before };
      const found = await newestIn(index, place, query);
      const wanted = found.filter((one) => one.scannedAt >= oldest && isWithin(one, query));
      verdicts.push(...wanted.slice(0, query.limit - verdicts.length));
      const last = verdicts.length === query.limit ? verdicts.at(-1) : undefined;
      if (last !== undefined) return { verdicts, cursor: listedAtOf(last) };
      place = behind(place, found, query.limit);
    }
    return { verdicts };
  };
}

/** How far the list was read: all that is left of an hour stands before a place in it. */
interface Place {
  readonly before: string;
  readonly hour: string;
}

function behind({ hour }: Place, found: readonly Verdict[], limit: number): Place {
  const last = found.length === limit ? found.at(-1) : undefined;
  if (last !== undefined) return { before: listedAtOf(last), hour };
  return { before: hour, hour: hourBefore(hour) };
}

/** Fewer than `limit` only where the hour has no more. */
async function newestIn(
  index: VerdictIndex,
  { before, hour }: Place,
  { label, limit }: Pick<ListQuery, "label" | "limit">,
): Promise<readonly Verdict[]> {
  const classes = label === "all" ? ListingClass.options : [label];
  const pages = classes
    .flatMap((under) => listingPartitionsOf(under, hour))
    .map((partition) => index.page({ partition, before, limit }));
  return (await Promise.all(pages)).flat().sort(newestFirst).slice(0, limit);
}

function newestFirst(a: Verdict, b: Verdict): number {
  return listedAtOf(a) < listedAtOf(b) ? 1 : -1;
}

function hourBefore(hour: string): string {
  return hourOf(new Date(Date.parse(`${hour}:00:00Z`) - HOUR_MS).toISOString());
}
