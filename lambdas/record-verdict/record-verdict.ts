import { MessageError } from "../../core/contracts/reasons.ts";
import type { EncodedMap, ScannedResult, ScanResult } from "../../core/contracts/scan-result.ts";
import type { Mask } from "../../core/contracts/verdict.ts";
import type {
  GrayImage,
  ImageCodec,
  ObjectWriter,
  PutOutcome,
  QuarantineRecords,
  Telemetry,
} from "../../core/ports.ts";
import { maskRows } from "../../core/scan/probability-map.ts";
import type { MetricName } from "../../core/settings/metrics.ts";
import {
  type AnnounceVerdictDeps,
  writeAndAnnounce,
} from "../../core/verdicts/announce-verdict.ts";
import { scannedVerdictOf, unscannedVerdictOf } from "../../core/verdicts/result-to-verdict.ts";
import { writeDeletion } from "../../core/verdicts/write-deletion.ts";
import { type BatchHandler, handleEach } from "../handle-each.ts";
import { makeResultOfMessage, type ResultOfMessageDeps } from "./result-of-message.ts";

export interface RecordVerdictDeps extends ResultOfMessageDeps, AnnounceVerdictDeps {
  readonly codec: Pick<ImageCodec, "decodeGray" | "encodeGray">;
  readonly masks: ObjectWriter;
  readonly maskBucket: string;
  /** @default nothing was ever quarantined */
  readonly quarantine?: Pick<QuarantineRecords, "get">;
  readonly telemetry: Telemetry;
}

const METRIC_OF_STATE: { readonly [State in ScanResult["state"]]: MetricName } = {
  scanned: "Scanned",
  failed: "Failed",
  skipped: "Skipped",
  deleted: "Deleted",
};

/**
 * Results → verdicts. The mask is written before the row that names it, and what is current is told
 * after both; a crash in between does all of it again, so that an event comes at least once. A result
 * that is no newer than the stored verdict is acknowledged and counted.
 *
 * A message that brings no result fails on every delivery: it becomes a dead letter, which is parked.
 */
export function makeRecordVerdict(deps: RecordVerdictDeps): BatchHandler {
  const resultOf = makeResultOfMessage(deps);
  return handleEach(deps.telemetry, async (body) => {
    const result = await resultOf(body);
    measure(deps, result, await record(deps, result));
  });
}

async function record(deps: RecordVerdictDeps, result: ScanResult) {
  if (result.state === "deleted") return writeDeletion(deps.verdicts, result, deps.quarantine);
  if (result.state !== "scanned") return writeAndAnnounce(deps, unscannedVerdictOf(result));
  const verdict = scannedVerdictOf(result, deps.maskBucket);
  await writeMask(deps, result, verdict.mask);
  return writeAndAnnounce(deps, verdict);
}

async function writeMask(deps: RecordVerdictDeps, { map }: ScannedResult, mask: Mask) {
  const { bucket, key, width, height } = mask;
  const rows = maskRows(await decodeMap(deps.codec, map), width, height);
  await deps.masks.put(
    { bucket, key },
    deps.codec.encodeGray({ width, height, rows }, "fast"),
    "image/png",
  );
}

/** @throws ScanError `corrupt` or `unsupported_format`, MessageError when the map has another size. */
async function decodeMap(
  codec: RecordVerdictDeps["codec"],
  { width, height, pngBase64 }: EncodedMap,
): Promise<GrayImage> {
  const map = await codec.decodeGray(Buffer.from(pngBase64, "base64"));
  if (map.width === width && map.height === height) return map;
  const [expected, received] = [`a map of ${width}×${height}`, `${map.width}×${map.height}`];
  throw new MessageError({ expected, received });
}

function measure(deps: RecordVerdictDeps, result: ScanResult, put: PutOutcome | undefined): void {
  const { telemetry, clock } = deps;
  const isCurrent = put?.outcome === "written";
  telemetry.metric(isCurrent ? METRIC_OF_STATE[result.state] : "Superseded", 1);
  if (!isCurrent || result.state === "deleted") return;
  const { scanId, object, trigger, requestedAt } = result.job;
  telemetry.log("info", "verdict-recorded", { scanId, object, state: result.state });
  if (trigger !== "event" || requestedAt === undefined) return;
  telemetry.metric("UploadToVerdictTime", clock.now().getTime() - Date.parse(requestedAt));
}
