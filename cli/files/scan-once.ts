import { systemClock } from "../../adapters/clock/system-clock.ts";
import { headFile, readWholeFile } from "../../adapters/folder/file-object.ts";
import type { ObjectLocation } from "../../core/contracts/object-identity.ts";
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
import { filePathOf } from "./image-files.ts";

export interface ScanOnceDeps {
  readonly codec: ImageCodec;
  readonly detector: Detector;
  readonly settings: ScanSettings;
}

/**
 * A file the way a worker takes an object. There is no queue to deliver the job again, so an error of
 * any kind ends in a result.
 */
export function makeScanOnce({ settings, ...deps }: ScanOnceDeps) {
  const judgeImage = makeJudgeImage({
    ...deps,
    ...settings,
    reader: FILES,
    clock: systemClock,
    voice: "file",
  });
  return async (file: ObjectLocation): Promise<Judged | UnscannedResult> => {
    const job = await jobOf(file);
    const watch = startStopwatch(systemClock);
    try {
      return await judgeImage(job, { isLast: true });
    } catch (cause) {
      const lastError = cause instanceof Error ? cause.message : String(cause);
      const error = scanError("poison", { receiveCount: 1, lastError }, { cause });
      return { version: CONTRACT_VERSION, job, ...failureOf(error, "file"), ...watch.read() };
    }
  };
}

const FILES: ObjectReader = {
  head: (object) => headFile(filePathOf(object)),
  get: ({ eTag, ...object }, maxBytes) => readWholeFile(filePathOf(object), maxBytes, eTag),
};

async function jobOf(file: ObjectLocation): Promise<ScanJob> {
  const object = { bucket: file.bucket, key: file.key };
  const request = { generation: 0, trigger: "on-demand" } as const;
  try {
    const { eTag, sizeBytes } = await headFile(filePathOf(file));
    return scanJobFor({ ...request, object: { ...object, eTag }, sizeBytes });
  } catch {
    // The scan meets the same error and makes a result of it.
    return scanJobFor({ ...request, object });
  }
}
