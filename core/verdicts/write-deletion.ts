import { type ObjectIdentity, versionIdOf } from "../contracts/object-identity.ts";
import { latestRow, type RowKey, versionRow } from "../contracts/object-keys.ts";
import { encodeOrder, generationOf, withSequencerOf } from "../contracts/ordering.ts";
import type { DeletedResult } from "../contracts/scan-result.ts";
import type { DeletedVerdict, Verdict } from "../contracts/verdict.ts";
import type { PutOutcome, QuarantineRecords, VerdictStore } from "../ports.ts";
import { isMoved } from "../quarantine/quarantine-record.ts";
import { deletedVerdictOf } from "./result-to-verdict.ts";
import { putWithSequencerOf } from "./write-verdict.ts";

/** Where it is looked up whether an image was taken to quarantine. */
type Quarantine = Pick<QuarantineRecords, "get">;

/** Nothing was ever quarantined. */
const NO_QUARANTINE: Quarantine = { get: async () => undefined };

/**
 * Records a deletion. Of the whole object: `latest` becomes `deleted`. Of one version: its row does,
 * and `latest` goes on to the version that is current now. A verdict about an image that was moved to
 * quarantine stays where it is: the image is not gone, and its deletion here was part of the move.
 *
 * @returns what became of `latest`; undefined when the deletion says nothing about it.
 */
export async function writeDeletion(
  store: VerdictStore,
  { deletion, current, ...result }: DeletedResult,
  quarantine: Quarantine = NO_QUARANTINE,
): Promise<PutOutcome | undefined> {
  const verdict = deletedVerdictOf({ deletion, ...result });
  const isVersion = deletion.target === "version";
  if (isVersion && !(await isInQuarantine(quarantine, verdict))) {
    await putDeleted(store, versionRow(verdict.object), verdict);
  }
  if (current === undefined) return putLatestDeleted(store, quarantine, verdict);
  // Without a sequencer the deletion cannot be ordered; something is there, so it is the older one.
  if (deletion.target === "object") return undefined;
  return pointLatest(store, verdict, current);
}

async function isInQuarantine(quarantine: Quarantine, { object }: Verdict): Promise<boolean> {
  const record = await quarantine.get(object);
  return record !== undefined && isMoved(record);
}

/**
 * A verdict whose image was moved stands under the event of the deletion, so that nothing older than
 * that takes its place. It is read from its own row: a repeat of the deletion then changes nothing.
 */
async function putLatestDeleted(
  store: VerdictStore,
  quarantine: Quarantine,
  verdict: DeletedVerdict,
): Promise<PutOutcome> {
  const row = latestRow(verdict.object);
  const standing = await store.get(row);
  const isCandidate = standing?.state === "scanned" && standing.label === "manipulated";
  if (!isCandidate || !(await isInQuarantine(quarantine, standing))) {
    return putDeleted(store, row, verdict);
  }
  const own = await store.get(versionRow(standing.object));
  return putWithSequencerOf(store, row, verdict, own ?? standing);
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
