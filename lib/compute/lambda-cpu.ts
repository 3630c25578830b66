import { PRICES_USD } from "../../core/cost/prices.ts";
import { ScanImage } from "../functions/scan-image-function.ts";
import { HOUR, ScannerMetrics } from "../operations/scanner-metrics.ts";
import type { Compute, ScanHop } from "./compute.ts";
import { ComputeOperations } from "./compute-operations.ts";

/**
 * A function that runs the model on its processor: no GPU, no quota, no Docker, nothing to pay while
 * nothing comes.
 */
export function lambdaCpu(): Compute {
  return {
    visibilityTimeout: ScanImage.VISIBILITY_TIMEOUT,
    attach: ({ pipeline }, hop) => {
      const scanImage = new ScanImage(pipeline, "ScanImage", hop);
      hop.model.acceptFindings(scanImage);
      new ComputeOperations(pipeline, "ScanImageOperations", {
        hop,
        alarms: [],
        graphs: { "Cost of 1,000 images": [costOf(scanImage, hop)] },
      });
      return { construct: scanImage, readers: [scanImage.handler.executionRole] };
    },
  };
}

function costOf({ handler }: ScanImage, { scanner }: ScanHop) {
  // Per million: an expression has no exponents.
  const perRunMillion = PRICES_USD.lambdaRequest * 1e6;
  const perSecondMillion = Math.round(
    (PRICES_USD.lambdaGbSecond * 1e6 * ScanImage.MEMORY_MB) / 1024,
  );
  const spent = `(ms / 1000 * ${perSecondMillion} + runs * ${perRunMillion}) / 1000000`;
  const overAnHour = { period: HOUR, statistic: "Sum" };
  return new ScannerMetrics(scanner).costPer1000(spent, {
    ms: handler.metricDuration(overAnHour),
    runs: handler.metricInvocations(overAnHour),
  });
}
