import { latestRow, type RowKey, versionRow } from "../contracts/object-keys.ts";
import { hasSequencer, nextGenerationOf, withSequencerOf } from "../contracts/ordering.ts";
import type { ScannedVerdict, UnscannedVerdict, Verdict } from "../contracts/verdict.ts";
import type { PutOutcome, VerdictStore } from "../ports.ts";

/**
 * Records a verdict in the row of its version, and what that row then says in `latest`. Both writes
 * are conditional on the order, so repeats and permutations of results end in the same rows, and a
 * crash between the two is mended by the next delivery, whichever result it brings.
 *
 * @returns what became of the verdict in `latest`; superseded, too, when another one stands there
 *   that is about the same scan.
 */
export async function writeVerdict(
  store: VerdictStore,
  verdict: ScannedVerdict | UnscannedVerdict,
): Promise<PutOutcome> {
  const own = await store.put(versionRow(verdict.object), verdict);
  if (own.outcome === "written") return writeLatest(store, verdict);
  // The version was removed: what is current now is for the removal to say.
  if (own.stored.state === "deleted") return own;
  const put = await writeLatest(store, own.stored);
  return put.outcome === "written" ? own : put;
}

async function writeLatest(
  store: VerdictStore,
  verdict: ScannedVerdict | UnscannedVerdict,
): Promise<PutOutcome> {
  const row = latestRow(verdict.object);
  const put = await store.put(row, verdict);
  if (put.outcome === "written" || !isReinstated(put.stored, verdict)) return put;
  return putWithSequencerOf(store, row, put.stored, verdict);
}

/** Whether `latest` is about this version, or waits for it, because a newer one was removed. */
function isReinstated(stored: Verdict, { objectVersion }: Verdict): boolean {
  if (stored.state === "deleted") return stored.awaitedVersion === objectVersion;
  const isUnderOwnEvent = hasSequencer(stored.order, stored.object.sequencer);
  return stored.objectVersion === objectVersion && !isUnderOwnEvent;
}

/**
 * Writes what is known of a version under the event that made it current again: that event is
 * newer than the version's own upload, and than every result of the versions removed since. It
 * stands there one generation later than in its own row, so that it takes the place of what the
 * event itself said, which is of generation 0, whatever its rank.
 */
export async function putWithSequencerOf(
  store: VerdictStore,
  row: RowKey,
  event: Verdict,
  verdict: Verdict,
): Promise<PutOutcome> {
  const order = withSequencerOf(event.order, nextGenerationOf(verdict.order));
  return store.put(row, { ...verdict, order });
}
