import { latestRow, type RowKey, versionRow } from "../contracts/object-keys.ts";
import { underEventOf } from "../contracts/ordering.ts";
import type { ScannedVerdict, UnscannedVerdict, Verdict } from "../contracts/verdict.ts";
import type { PutOutcome, VerdictStore } from "../ports.ts";

/**
 * Records a verdict in the row of its version and then in `latest`. Both writes are conditional on
 * the order, so repeats and permutations of results end in the same rows, and a crash between the
 * two is mended by the next delivery.
 *
 * @returns what became of `latest`.
 */
export async function writeVerdict(
  store: VerdictStore,
  verdict: ScannedVerdict | UnscannedVerdict,
): Promise<PutOutcome> {
  await store.put(versionRow(verdict.object), verdict);
  const row = latestRow(verdict.object);
  const put = await store.put(row, verdict);
  if (put.outcome === "written" || !speaksOf(put.stored, verdict)) return put;
  return putUnderEvent(store, row, put.stored, verdict);
}

/** Whether `latest` is about this version, or waits for it, because a newer one was removed. */
function speaksOf(stored: Verdict, { objectVersion }: Verdict): boolean {
  if (stored.state === "deleted") return stored.awaitedVersion === objectVersion;
  return stored.objectVersion === objectVersion;
}

/**
 * Writes what is known of a version under the event that made it current again: that event is
 * newer than the version's own upload, and than every result of the versions removed since.
 */
export async function putUnderEvent(
  store: VerdictStore,
  row: RowKey,
  event: Verdict,
  verdict: Verdict,
): Promise<PutOutcome> {
  return store.put(row, { ...verdict, order: underEventOf(event.order, verdict.order) });
}
