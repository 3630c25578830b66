import { join } from "node:path";
import { systemClock } from "../adapters/clock/system-clock.ts";
import { headFile, readWholeFile } from "../adapters/folder/file-object.ts";
import { replaceFile } from "../adapters/folder/replace-file.ts";
import { makeSharpCodec } from "../adapters/image/sharp-codec.ts";
import type { OnnxDetector } from "../adapters/onnx/onnx-detector.ts";
import { ScanError, scanError } from "../core/contracts/errors.ts";
import { defaultThresholdOf } from "../core/contracts/model-manifest.ts";
import { type ScanJob, scanJobFor } from "../core/contracts/scan-job.ts";
import {
  failureOf,
  type ScannedResult,
  type UnscannedResult,
} from "../core/contracts/scan-result.ts";
import type { ScannedVerdict, UnscannedVerdict } from "../core/contracts/verdict.ts";
import type { ImageCodec, ObjectReader } from "../core/ports.ts";
import { DEFAULT_LIMITS } from "../core/scan/limits.ts";
import { maskRows } from "../core/scan/probability-map.ts";
import { makeScanImage, type ScanImage } from "../core/scan/scan-image.ts";
import { startStopwatch } from "../core/scan/stopwatch.ts";
import { scannedVerdictOf, unscannedVerdictOf } from "../core/scan/verdict-of.ts";
import { MASK_ENDING, VERDICT_ENDING } from "./image-files.ts";

export interface ScanFileDeps {
  /** Absolute path of the folder that keys are relative to; the bucket of the verdicts. */
  readonly root: string;
  readonly outDir: string;
  readonly detector: OnnxDetector;
}

export type FileVerdict = ScannedVerdict | UnscannedVerdict;

/**
 * One file, the whole way a worker and record-verdict take it: scan, mask, verdict. Both are in
 * `outDir` when the verdict is returned; its mask is `join(mask.bucket, mask.key)`, readable by name
 * where a bucket's would be hashed.
 *
 * @throws what writing into `outDir` throws; everything about the image becomes a verdict.
 */
export function makeScanFile({ root, outDir, detector }: ScanFileDeps) {
  const codec = makeSharpCodec();
  const scanImage = makeScanImage({
    reader: readerOf(root),
    codec,
    detector,
    clock: systemClock,
    limits: DEFAULT_LIMITS,
    kernel: detector.manifest.resizeKernel,
    threshold: defaultThresholdOf(detector.manifest),
  });
  return async (key: string): Promise<FileVerdict> => {
    const result = await scanOnce(scanImage, await jobOf(root, key));
    const verdict =
      result.state === "scanned"
        ? withMaskKey(scannedVerdictOf(result, outDir), key + MASK_ENDING)
        : unscannedVerdictOf(result);
    // As in the cloud: a verdict never names a mask that is not there yet.
    if (result.state === "scanned") {
      await replaceFile(join(outDir, key + MASK_ENDING), encodeMask(result, codec));
    }
    await replaceFile(join(outDir, key + VERDICT_ENDING), textOf(verdict));
    return verdict;
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
  } catch (error) {
    // The scan meets the same error and makes a verdict of it.
    if (error instanceof ScanError) return scanJobFor({ ...request, object });
    throw error;
  }
}

/** There is no queue to deliver the job again, so an error of any kind ends in a verdict. */
async function scanOnce(
  scanImage: ScanImage,
  job: ScanJob,
): Promise<ScannedResult | UnscannedResult> {
  const watch = startStopwatch(systemClock);
  try {
    return await scanImage(job, { isLast: true });
  } catch (cause) {
    const lastError = cause instanceof Error ? cause.message : String(cause);
    const error = scanError("poison", { receiveCount: 1, lastError }, { cause });
    return { version: 1, job, ...failureOf(error), ...watch.read() };
  }
}

const withMaskKey = (verdict: ScannedVerdict, key: string): ScannedVerdict => ({
  ...verdict,
  mask: { ...verdict.mask, key },
});

async function* encodeMask({ map, image }: ScannedResult, codec: ImageCodec) {
  const { width, height } = image;
  const gray = await codec.decodeGray(Buffer.from(map.pngBase64, "base64"));
  yield* codec.encodeGray({ width, height, rows: maskRows(gray, width, height) });
}

async function* textOf(verdict: FileVerdict) {
  yield Buffer.from(`${JSON.stringify(verdict, null, 2)}\n`);
}
