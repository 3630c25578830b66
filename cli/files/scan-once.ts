import { join } from "node:path";
import { systemClock } from "../../adapters/clock/system-clock.ts";
import { headFile, readWholeFile } from "../../adapters/folder/file-object.ts";
import { scanError } from "../../core/contracts/reasons.ts";
import { type ScanJob, scanJobFor } from "../../core/contracts/scan-job.ts";
import {
  CONTRACT_VERSION,
  failureOf,
  type UnscannedResult,
} from "../../core/contracts/scan-result.ts";
import type { ImageCodec, ObjectReader } from "../../core/ports.ts";
import { type Judged, makeJudgeImage, type ScanSettings } from "../../core/scan/scan-image.ts";
import { startStopwatch } from "../../core/scan/stopwatch.ts";
import type { Detector } from "../../core/witness-ports.ts";

export interface ScanOnceDeps {
  /** Absolute path of the folder that keys are relative to; the bucket of the jobs. */
  readonly root: string;
  readonly codec: ImageCodec;
  readonly detector: Detector;
  readonly settings: ScanSettings;
}

/**
 * A file the way a worker takes an object. There is no queue to deliver the job again, so an error
 * of any kind ends in a result.
 */
export function makeScanOnce({ root, settings, ...deps }: ScanOnceDeps) {
  const judgeImage = makeJudgeImage({
    ...deps,
    ...settings,
    reader: readerOf(root),
    clock: systemClock,
  });
  return async (key: string): Promise<Judged | UnscannedResult> => {
    const job = await jobOf(root, key);
    const watch = startStopwatch(systemClock);
    try {
      return await judgeImage(job, { isLast: true });
    } catch (cause) {
      const lastError = cause instanceof Error ? cause.message : String(cause);
      const error = scanError("poison", { receiveCount: 1, lastError }, { cause });
      return { version: CONTRACT_VERSION, job, ...failureOf(error), ...watch.read() };
    }
  };
}

function readerOf(root: string): ObjectReader {
  return {
    head: ({ key }) => headFile(join(root, key)),
    get: ({ key, eTag }, maxBytes) => readWholeFile(join(root, key), maxBytes, eTag),
  };
}

async function jobOf(root: string, key: string): Promise<ScanJob> {
  const object = { bucket: root, key };
  const request = { generation: 0, trigger: "on-demand" } as const;
  try {
    const { eTag, sizeBytes } = await headFile(join(root, key));
    return scanJobFor({ ...request, object: { ...object, eTag }, sizeBytes });
  } catch {
    // The scan meets the same error and makes a result of it.
    return scanJobFor({ ...request, object });
  }
}
