import { PRICES_USD, SCAN_FUNCTION_MB } from "../../core/cost/prices.ts";
import { ScanImage } from "../functions/scan-image-function.ts";
import { HOUR, ScannerMetrics } from "../operations/scanner-metrics.ts";
import { LEAST_CONCURRENCY } from "../storage/work-queue.ts";
import type { Compute, ScanHop } from "./compute.ts";
import { ComputeOperations } from "./compute-operations.ts";

export interface LambdaCpuOptions {
  /**
   * Uploads that are scanned at once, from 2 on; two jobs of backfills come on top. The account must
   * have room for all of it: a new one runs ten functions at once. @default 6
   */
  readonly maxConcurrency?: number;
  /** A processor for each 1,769 MB; a new account gets 3,008 at most. @default 3008 */
  readonly memoryMb?: number;
}

/** Of a new account's ten executions, two are for backfills, and two record. */
const MAX_CONCURRENCY = 6;
/** To record takes a quarter of the time that a scan takes. */
const SCANS_FOR_A_RECORDER = 4;

/**
 * A function that runs the model on its processor: no GPU, no quota, no Docker, nothing to pay while
 * nothing comes.
 */
export function lambdaCpu(options: LambdaCpuOptions = {}): Compute {
  const { maxConcurrency = MAX_CONCURRENCY, memoryMb = SCAN_FUNCTION_MB } = options;
  return {
    recorders: Math.max(LEAST_CONCURRENCY, Math.ceil(maxConcurrency / SCANS_FOR_A_RECORDER)),
    visibilityTimeout: ScanImage.VISIBILITY_TIMEOUT,
    attach: ({ pipeline }, hop) => {
      const scanImage = new ScanImage(pipeline, "ScanImage", { ...hop, maxConcurrency, memoryMb });
      hop.model.acceptFindings(scanImage);
      new ComputeOperations(pipeline, "ScanImageOperations", {
        hop,
        alarms: [],
        graphs: { "Cost of 1,000 images": [costOf(scanImage, hop, memoryMb)] },
      });
      const { handler } = scanImage;
      return { construct: scanImage, readers: [handler.executionRole], consumers: [handler] };
    },
  };
}

function costOf({ handler }: ScanImage, { scanner }: ScanHop, memoryMb: number) {
  // Per million: an expression has no exponents.
  const perRunMillion = PRICES_USD.lambdaRequest * 1e6;
  const perSecondMillion = Math.round((PRICES_USD.lambdaGbSecond * 1e6 * memoryMb) / 1024);
  const spent = `(ms / 1000 * ${perSecondMillion} + runs * ${perRunMillion}) / 1000000`;
  const overAnHour = { period: HOUR, statistic: "Sum" };
  return new ScannerMetrics(scanner).costPer1000(spent, {
    ms: handler.metricDuration(overAnHour),
    runs: handler.metricInvocations(overAnHour),
  });
}
