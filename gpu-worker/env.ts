import { z } from "zod";
import { TelemetryEnv } from "../core/settings/metrics.ts";
import { ModelEnv, namesWholeBucket } from "../core/settings/model-env.ts";
import { WORKER_LOADS, type WorkerLoad } from "./worker-load.ts";

const Count = z
  .string()
  .regex(/^[1-9]\d{0,6}$/, "expected a whole number from 1")
  .transform(Number);

/** What a worker does where its environment says nothing. */
export const WORKER_DEFAULTS = {
  scanTimeoutSeconds: 120,
  /** Below the time between SIGTERM and SIGKILL, which is 30 s unless the task definition says more. */
  drainTimeoutSeconds: 25,
} as const;

const DRAIN_TIMEOUT_SECONDS = Count.default(WORKER_DEFAULTS.drainTimeoutSeconds);

/** Of whichever entry point. */
const Common = {
  ...TelemetryEnv.shape,
  ...ModelEnv.shape,
  /** Of the queues and buckets. Not every agent sets it, and a container cannot ask its instance. */
  AWS_REGION: z.string().min(1),
  PROVIDER: z.enum(["cpu", "cuda"]).default("cpu"),
  /** Images in one run of the network. @default as the provider takes them */
  MAX_BATCH: Count.optional(),
} as const;

/** Environment of the endpoint: what the SageMaker model sets, and what SageMaker itself does. */
export const ServeEnv = z
  .object({
    ...Common,
    SAGEMAKER_BIND_TO_PORT: z.coerce.number().int().min(0).max(65_535).default(8080),
    /** Below the 30 s between SIGTERM and SIGKILL. */
    DRAIN_TIMEOUT_SECONDS,
  })
  .check(namesWholeBucket);
export type ServeEnv = z.input<typeof ServeEnv>;

/** Environment of the worker: what the task definition must set, and what it may. */
export const WorkerEnv = z
  .object({
    ...Common,
    SCAN_QUEUE_URL: z.url(),
    /** Its jobs come when the scan queue is empty. */
    BACKFILL_QUEUE_URL: z.url(),
    RESULT_QUEUE_URL: z.url(),
    /** Its masks are never scanned. */
    MASK_BUCKET: z.string().min(1),
    /** `maxReceiveCount` of both queues of jobs. */
    MAX_DELIVERIES: Count,
    /** `VisibilityTimeout` of both queues of jobs. */
    VISIBILITY_SECONDS: Count,
    /** Messages at once. @default as the provider needs them, for whole batches */
    MAX_IN_FLIGHT: Count.optional(),
    SCAN_TIMEOUT_SECONDS: Count.default(WORKER_DEFAULTS.scanTimeoutSeconds),
    DRAIN_TIMEOUT_SECONDS,
    /** Written after each poll that succeeded, for a health check. @default none */
    POLLED_FILE: z.string().min(1).optional(),
    /** Set by ECS in each of its containers: there a busy task asks not to be stopped. */
    ECS_AGENT_URI: z.url().optional(),
  })
  .check(namesWholeBucket);
export type WorkerEnv = z.input<typeof WorkerEnv>;

interface LoadEnv extends Pick<z.output<typeof ServeEnv>, "PROVIDER" | "MAX_BATCH"> {
  readonly MAX_IN_FLIGHT?: number | undefined;
}

/** What an environment asks for, else what suits its provider. */
export function loadOf(env: LoadEnv): WorkerLoad {
  const { maxBatch, maxInFlight, sessions } = WORKER_LOADS[env.PROVIDER];
  const { MAX_BATCH = maxBatch, MAX_IN_FLIGHT = maxInFlight } = env;
  return { maxBatch: MAX_BATCH, maxInFlight: MAX_IN_FLIGHT, sessions };
}
