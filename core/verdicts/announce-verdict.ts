import type { ScannedVerdict, UnscannedVerdict } from "../contracts/verdict.ts";
import type { PutOutcome, VerdictAnnouncer, VerdictStore } from "../ports.ts";
import { writeVerdict } from "./write-verdict.ts";

export interface AnnounceVerdictDeps {
  readonly verdicts: VerdictStore;
  /** Told one after the other. */
  readonly announcers: readonly VerdictAnnouncer[];
}

/**
 * Records a verdict, then tells of what is current, if that is of this scan: also when an earlier
 * delivery stored it, which may have ended before it told anyone.
 *
 * @returns what became of the verdict in `latest`.
 */
export async function writeAndAnnounce(
  { verdicts, announcers }: AnnounceVerdictDeps,
  verdict: ScannedVerdict | UnscannedVerdict,
): Promise<PutOutcome> {
  const put = await writeVerdict(verdicts, verdict);
  const standing = put.outcome === "written" ? verdict : put.stored;
  const isOfThisScan = standing.state !== "deleted" && standing.scanId === verdict.scanId;
  if (!isOfThisScan) return put;
  for (const announcer of announcers) await announcer.announce(standing);
  return put;
}
