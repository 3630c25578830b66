import { versionIdOf } from "../../core/contracts/object-identity.ts";
import { maskKeyOf, type RowKey, versionRow } from "../../core/contracts/object-keys.ts";
import { encodeOrder } from "../../core/contracts/ordering.ts";
import { rankOf } from "../../core/contracts/reasons.ts";
import type { ScanJob } from "../../core/contracts/scan-job.ts";
import { orderOf, type ScannedResult, type ScanResult } from "../../core/contracts/scan-result.ts";
import type { ScannedVerdict, UnscannedVerdict, Verdict } from "../../core/contracts/verdict.ts";

/** What was promised on the way, to be held against the rows. */
export class SimulatedLedger {
  /** Every scan whose result reached its queue, by the key of its mask. */
  readonly scans = new Map<string, Pick<ScannedResult, "job" | "model">>();
  /** Rows that have to come to stand above an order, as a newer scan was asked for. */
  readonly asked: { readonly row: RowKey; readonly above: string }[] = [];
  /**
   * Versions that were to be scanned before anything was known of them, so that two orders of their
   * results are possible: `latest` can say what another scan of the same version found than its row.
   */
  readonly asEarliest = new Set<string>();
  /** Rows that stand at an order or above it, as the message that says so is acknowledged. */
  readonly acknowledged: { readonly row: RowKey; readonly order: string }[] = [];

  sent(result: ScanResult): void {
    if (result.state !== "scanned") return;
    this.scans.set(maskKeyOf(result.job.object, result.model), result);
  }

  /** @param seen what was known when the scan was asked for. */
  asksFor({ object }: ScanJob, seen: Verdict | undefined): void {
    const row = versionRow(object);
    const isAbout =
      seen !== undefined && seen.state !== "deleted" && seen.objectVersion === versionIdOf(object);
    this.asked.push({ row, above: isAbout ? ownOrderOf(seen) : "" });
    const { sequencer, versionId } = object;
    if (sequencer === undefined && versionId !== undefined) this.asEarliest.add(versionId);
  }

  acknowledges(result: ScanResult): void {
    if (result.state === "deleted") return;
    const row = versionRow(result.job.object);
    this.acknowledged.push({ row, order: encodeOrder(orderOf(result)) });
  }
}

/** The order of a verdict under the event of its own upload, whatever row it was read from. */
function ownOrderOf(verdict: ScannedVerdict | UnscannedVerdict): string {
  const rank = verdict.state === "scanned" ? 2 : rankOf(verdict.reason.code);
  const { object, generation } = verdict;
  return encodeOrder({ sequencer: object.sequencer, generation, rank });
}
