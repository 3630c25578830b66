import { z } from "zod";
import { TelemetryEnv } from "../../core/settings/metrics.ts";

/** https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_runtime_InvokeEndpointAsync.html */
const REQUEST_TTL_SECONDS = { min: 60, max: 21_600 };
const INVOCATION_TIMEOUT_SECONDS = { min: 1, max: 3_600 };

const seconds = ({ min, max }: { readonly min: number; readonly max: number }) =>
  z
    .string()
    .regex(/^\d{1,5}$/, "expected a whole number of seconds")
    .refine((text) => Number(text) >= min && Number(text) <= max, {
      error: `expected ${min} to ${max} seconds`,
    });

export const SubmitScanEnv = z.object({
  ...TelemetryEnv.shape,
  RESULT_QUEUE_URL: z.url(),
  /** Its masks are never scanned. */
  MASK_BUCKET: z.string().min(1),
  /** Where jobs are left for the endpoint. */
  EXCHANGE_BUCKET: z.string().min(1),
  ENDPOINT_NAME: z.string().min(1),
  /** Longest that a job waits for an instance. */
  REQUEST_TTL_SECONDS: seconds(REQUEST_TTL_SECONDS),
  /** Longest that the endpoint may take for one image. */
  INVOCATION_TIMEOUT_SECONDS: seconds(INVOCATION_TIMEOUT_SECONDS),
});
export type SubmitScanEnv = z.infer<typeof SubmitScanEnv>;
