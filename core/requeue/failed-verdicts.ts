import { type Instant, instantOf } from "../contracts/instant.ts";
import {
  hourOf,
  type ListingClass,
  listedAtOf,
  listingPartitionsOf,
} from "../contracts/listing.ts";
import type { Verdict } from "../contracts/verdict.ts";
import type { VerdictIndex } from "../ports.ts";

const HOUR_MS = 3_600_000;
const PAGE = 100;
const UNSCANNED: readonly ListingClass[] = ["failed", "skipped"];

/**
 * What is current and was not scanned, newest hour first, by the list index: it reads the hours that
 * are asked for, where `VerdictStore.list` reads the whole table.
 */
export async function* failedVerdicts(
  index: VerdictIndex,
  { since, until }: { readonly since: Instant; readonly until: Instant },
): AsyncGenerator<Verdict> {
  const first = hourOf(since.toISOString());
  for (let ms = until.getTime(); hourOf(instantOf(ms).toISOString()) >= first; ms -= HOUR_MS) {
    const hour = hourOf(instantOf(ms).toISOString());
    for (const under of UNSCANNED) {
      for (const partition of listingPartitionsOf(under, hour))
        yield* wholePartition(index, partition);
    }
  }
}

async function* wholePartition(index: VerdictIndex, partition: string): AsyncGenerator<Verdict> {
  // Behind every place: places begin with a digit.
  let before = "~";
  for (;;) {
    const verdicts = await index.page({ partition, before, limit: PAGE });
    yield* verdicts;
    const last = verdicts.at(-1);
    if (last === undefined || verdicts.length < PAGE) return;
    before = listedAtOf(last);
  }
}
