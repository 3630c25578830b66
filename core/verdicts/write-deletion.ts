import { type ObjectIdentity, versionIdOf } from "../contracts/object-identity.ts";
import { latestRow, type RowKey, versionRow } from "../contracts/object-keys.ts";
import { encodeOrder, generationOf, withSequencerOf } from "../contracts/ordering.ts";
import type { DeletedResult } from "../contracts/scan-result.ts";
import type { DeletedVerdict } from "../contracts/verdict.ts";
import type { PutOutcome, VerdictStore } from "../ports.ts";
import { deletedVerdictOf } from "./result-to-verdict.ts";
import { putWithSequencerOf } from "./write-verdict.ts";

/**
 * Records a deletion. Of the whole object: `latest` becomes `deleted`. Of one version: its row does,
 * and `latest` goes on to the version that is current now.
 *
 * @returns what became of `latest`; undefined when the deletion says nothing about it.
 */
export async function writeDeletion(
  store: VerdictStore,
  { deletion, current, ...result }: DeletedResult,
): Promise<PutOutcome | undefined> {
  const verdict = deletedVerdictOf({ deletion, ...result });
  if (deletion.target === "version") await putDeleted(store, versionRow(verdict.object), verdict);
  if (current === undefined) return putDeleted(store, latestRow(verdict.object), verdict);
  // Without a sequencer the deletion cannot be ordered; something is there, so it is the older one.
  if (deletion.target === "object") return undefined;
  return pointLatest(store, verdict, current);
}

/** A deletion without a sequencer (by a lifecycle rule) comes after whatever the row holds. */
async function putDeleted(
  store: VerdictStore,
  row: RowKey,
  verdict: DeletedVerdict,
): Promise<PutOutcome> {
  const put = await store.put(row, verdict);
  const isOrdered = verdict.object.sequencer !== undefined;
  if (put.outcome === "written" || isOrdered || put.stored.state === "deleted") return put;
  const generation = generationOf(put.stored.order) + 1;
  const after = encodeOrder({ sequencer: undefined, generation, rank: 1 });
  return store.put(row, {
    ...verdict,
    generation,
    order: withSequencerOf(put.stored.order, after),
  });
}

/**
 * `latest` takes over what is known of the current version. When that is nothing yet it says which
 * version it waits for, and that version's verdict takes its place (see writeVerdict).
 */
async function pointLatest(
  store: VerdictStore,
  verdict: DeletedVerdict,
  current: ObjectIdentity,
): Promise<PutOutcome> {
  const row = latestRow(verdict.object);
  const known = await store.get(versionRow(current));
  if (known) return putWithSequencerOf(store, row, verdict, known);
  const waiting = await store.put(row, { ...verdict, awaitedVersion: versionIdOf(current) });
  // A verdict written between the look and the put did not see `latest` waiting for it.
  const since = await store.get(versionRow(current));
  return since ? putWithSequencerOf(store, row, verdict, since) : waiting;
}
