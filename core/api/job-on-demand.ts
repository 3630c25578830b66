import { latestRow, versionRow } from "../contracts/object-keys.ts";
import { type ScanJob, scanJobFor } from "../contracts/scan-job.ts";
import type { Verdict } from "../contracts/verdict.ts";
import type { Clock, ObjectHead, ObjectReader, VerdictStore } from "../ports.ts";
import type { ScanRequestBody } from "./scan-request.ts";

export interface JobOnDemandDeps {
  readonly reader: Pick<ObjectReader, "head">;
  readonly verdicts: Pick<VerdictStore, "get">;
  readonly clock: Clock;
}

/** Why a scan is asked for without an event. */
export type TriggerOnDemand = Extract<ScanJob["trigger"], "on-demand" | "backfill" | "reconcile">;

/**
 * What is there now, as a job that is newer than what was said about it. No event told of it, so it
 * stands under the sequencer of the verdict about the same upload, and without one before every
 * event: an upload that comes meanwhile is not overtaken.
 *
 * @throws ScanError of the HEAD; any other error may pass.
 */
export async function jobOnDemand(
  { reader, verdicts, clock }: JobOnDemandDeps,
  request: ScanRequestBody,
  trigger: TriggerOnDemand = "on-demand",
): Promise<ScanJob> {
  const { bucket, key } = request;
  const head = await reader.head(request);
  const row = request.versionId === undefined ? latestRow(request) : versionRow(request);
  const stored = await verdicts.get(row);
  const known = stored !== undefined && isAbout(stored, head) ? stored : undefined;
  const sequencer = known?.object.sequencer;
  return scanJobFor({
    object: {
      bucket,
      key,
      eTag: head.eTag,
      ...(head.versionId !== undefined && { versionId: head.versionId }),
      ...(sequencer !== undefined && { sequencer }),
    },
    generation: known === undefined ? 0 : known.generation + 1,
    trigger,
    sizeBytes: head.sizeBytes,
    requestedAt: clock.now().toISOString(),
  });
}

/** Whether a verdict speaks about exactly this upload. */
function isAbout({ state, object }: Verdict, { eTag, versionId }: ObjectHead): boolean {
  if (state === "deleted") return false;
  return versionId === undefined ? object.eTag === eTag : object.versionId === versionId;
}
