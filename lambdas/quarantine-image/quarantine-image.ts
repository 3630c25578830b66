import { ScanError } from "../../core/contracts/reasons.ts";
import type { Verdict } from "../../core/contracts/verdict.ts";
import type { Clock, ImageMover, QuarantineRecords, Telemetry } from "../../core/ports.ts";
import {
  nextStep,
  type QuarantineSettings,
  type QuarantineStep,
} from "../../core/quarantine/plan-quarantine.ts";
import type { QuarantineRecord } from "../../core/quarantine/quarantine-record.ts";
import { copyMetadataOf } from "../../core/quarantine/quarantined-copy.ts";
import { parseVerdictEvent } from "../../core/settings/verdict-event.ts";
import { type BatchHandler, handleEach } from "../handle-each.ts";

export interface QuarantineImageDeps {
  readonly records: QuarantineRecords;
  readonly mover: ImageMover;
  readonly settings: QuarantineSettings;
  readonly clock: Clock;
  readonly telemetry: Telemetry;
}

/**
 * Events about verdicts → copies of manipulated images, on record before anything is removed. Whatever
 * fails is delivered again and goes on from the record; what fails on every delivery is a dead letter.
 */
export function makeQuarantineImage(deps: QuarantineImageDeps): BatchHandler {
  return handleEach(deps.telemetry, async (body) => {
    const verdict = parseVerdictEvent(body);
    try {
      await quarantine(deps, verdict);
    } catch (error) {
      const code = error instanceof ScanError ? error.code : "unknown";
      deps.telemetry.log("error", "quarantine-failed", { ...namesOf(verdict), code });
      throw error;
    }
  });
}

async function quarantine(deps: QuarantineImageDeps, verdict: Verdict): Promise<void> {
  const stored = await deps.records.get(verdict.object);
  const end = await go(deps, verdict, stored);
  if (end === stored) return;
  const { state, copy } = end ?? {};
  deps.telemetry.metric("Quarantined", 1);
  deps.telemetry.log("info", "image-quarantined", { ...namesOf(verdict), state, copy });
}

/** Step by step to the end. @returns the record as it is then. */
async function go(
  deps: QuarantineImageDeps,
  verdict: Verdict,
  record: QuarantineRecord | undefined,
): Promise<QuarantineRecord | undefined> {
  const step = nextStep(verdict, record, deps.settings);
  switch (step.do) {
    case "nothing":
      return record;
    case "copy":
      return go(deps, verdict, await copy(deps, step));
    case "remove":
      return go(deps, verdict, await remove(deps, step.record));
  }
}

async function copy(
  { mover, records, clock }: QuarantineImageDeps,
  { verdict, to }: Extract<QuarantineStep, { do: "copy" }>,
): Promise<QuarantineRecord> {
  const { object, scanId } = verdict;
  const versionId = await mover.copy(object, to, (theirs) => copyMetadataOf(verdict, theirs));
  const copiedAt = clock.now().toISOString();
  const place = { ...to, ...(versionId !== undefined && { versionId }) };
  const record = { version: 1, object, scanId, state: "copied", copy: place, copiedAt } as const;
  await records.put(record);
  return record;
}

/** Foretold in the record: the event of the deletion may come before this function goes on. */
async function remove(
  { mover, records }: QuarantineImageDeps,
  record: QuarantineRecord,
): Promise<QuarantineRecord> {
  await records.put({ ...record, state: "removing" });
  const removal = await mover.remove(record.object);
  const ended = { ...record, state: removal === "superseded" ? "kept" : "removed" } as const;
  await records.put(ended);
  return ended;
}

function namesOf({ object, ...verdict }: Verdict) {
  return { object, ...("scanId" in verdict && { scanId: verdict.scanId }) };
}
