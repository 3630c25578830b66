import { systemClock as clock } from "../../adapters/clock/system-clock.ts";
import type { OpenWitnesses } from "../../adapters/engine/open-witnesses.ts";
import { decodeMask } from "../../adapters/image/mask-file.ts";
import { makeSharpCodec } from "../../adapters/image/sharp-codec.ts";
import { versionRow } from "../../core/contracts/object-keys.ts";
import type { Verdict } from "../../core/contracts/verdict.ts";
import { makeScanImage } from "../../core/scan/scan-image.ts";
import { makeRecordVerdict } from "../../lambdas/record-verdict/record-verdict.ts";
import { makeTelemetry } from "../../local/local-telemetry.ts";
import { jobFor } from "../helpers/builders.ts";
import { MemoryObjects } from "../helpers/doubles/memory-objects.ts";
import { MemoryVerdictStore } from "../helpers/doubles/memory-verdict-store.ts";
import { batchOf } from "../helpers/message-batch.ts";

/** What a scan that nothing disturbs says about the same bytes. */
export interface Truth {
  /** As `findingsOf` gives it. */
  readonly findings: string;
  /** The mask's file, readable and of the image's size; nothing where there is no scan. */
  readonly mask: Buffer | undefined;
}

export type UndisturbedScan = (bytes: Buffer) => Promise<Truth>;

/** The scan and its recording in this process: no queue, no network, nothing that fails. */
export function makeUndisturbedScan({ detector, settings }: OpenWitnesses): UndisturbedScan {
  const codec = makeSharpCodec();
  const deps = { ...settings, codec, detector, clock };
  const job = jobFor();
  return async (bytes) => {
    const head = { sizeBytes: bytes.length, eTag: "undisturbed" };
    const reader = { head: async () => head, get: async () => ({ ...head, bytes }) };
    const result = await makeScanImage({ ...deps, reader })(job, { isLast: false });
    const [masks, verdicts] = [new MemoryObjects(), new MemoryVerdictStore()];
    const stored = { masks, maskBucket: "masks", verdicts, announcers: [] };
    const record = makeRecordVerdict({ ...stored, codec, clock, telemetry: makeTelemetry(false) });
    await record(batchOf(result));
    const verdict = await verdicts.get(versionRow(job.object));
    if (verdict === undefined) throw new TypeError("expected a verdict of an undisturbed scan");
    const mask = masks.written[0]?.bytes;
    if (verdict.state === "scanned") await decodeMask(mask ?? Buffer.alloc(0), verdict.mask);
    return { findings: findingsOf(verdict), mask };
  };
}

/** What a verdict says about the image, and not about where it lay or when it was scanned. */
export function findingsOf(verdict: Verdict): string {
  if (verdict.state === "deleted") return "deleted";
  if (verdict.state !== "scanned") return `${verdict.state} ${verdict.reason.code}`;
  const { state, label, score, threshold, manipulatedFraction, regions } = verdict;
  const { witnesses, decidedBy, copies, image, model, mask } = verdict;
  const scores = { score, threshold, witnesses, decidedBy };
  const findings = { label, ...scores, copies, manipulatedFraction, regions };
  const { width, height, shows } = mask;
  return `${state} ${JSON.stringify({ ...findings, image, model, mask: [width, height, shows] })}`;
}
