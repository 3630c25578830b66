import { Duration, Stack } from "aws-cdk-lib";
import {
  Capability,
  ContainerImage,
  Ec2TaskDefinition,
  type HealthCheck,
  LinuxParameters,
  LogDriver,
  TmpfsMountOption,
} from "aws-cdk-lib/aws-ecs";
import type { Construct } from "constructs";
import type { InstanceSize } from "../../../core/cost/instances.ts";
import type { WorkerEnv } from "../../../gpu-worker/env.ts";
import { WORKER_LOADS } from "../../../gpu-worker/worker-load.ts";
import { logGroup } from "../../assets/log-group.ts";
import type { ScanHop } from "../compute.ts";
import { workerImage } from "../worker-image.ts";

export interface WorkerTaskProps {
  readonly hop: ScanHop;
  /** That of both queues of jobs. */
  readonly visibilityTimeout: Duration;
  /** What the smallest of its instances has. */
  readonly size: InstanceSize;
}

/** A batch of slow images; longer than the drain, after which everything is given back. */
const STOP_TIMEOUT = Duration.seconds(120);
const DRAIN_TIMEOUT = Duration.seconds(100);
/** Of each GiB; the rest is the agent's and the system's. */
const MIB_OF_GIB = 875;
const NOBODY = "65534:65534";
/** The only place that can be written: a model of a bucket, and images that are decoded out of their order. */
export const TEMPORARY_MIB = 4096;
const POLLED_FILE = "/tmp/polled";
/** Ten messages that came back are scanned one after the other, each up to two minutes, before the next poll. */
const LONGEST_BETWEEN_POLLS_MINUTES = 25;
/** Until a model was fetched and is warm there is no poll: a quarter of an hour, with the ten retries. */
const HEALTH_CHECK: HealthCheck = {
  command: [
    "CMD-SHELL",
    `test -n "$(find ${POLLED_FILE} -mmin -${LONGEST_BETWEEN_POLLS_MINUTES})"`,
  ],
  interval: Duration.minutes(1),
  startPeriod: Duration.minutes(5),
  retries: 10,
};

/** It opens untrusted bytes: it keeps no right of root's, and a folder that is gone with it. */
function confined(scope: Construct): LinuxParameters {
  const parameters = new LinuxParameters(scope, "Linux", { initProcessEnabled: true });
  parameters.dropCapabilities(Capability.ALL);
  parameters.addTmpfs({
    containerPath: "/tmp",
    size: TEMPORARY_MIB,
    mountOptions: [TmpfsMountOption.RW, TmpfsMountOption.NOSUID, TmpfsMountOption.NODEV],
  });
  return parameters;
}

/** What a task may count on. */
export function taskMemoryMib({ memoryGib }: InstanceSize): number {
  return memoryGib * MIB_OF_GIB;
}

/** The worker on one GPU: it may read images, consume jobs and send results. */
export function workerTask(scope: Construct, props: WorkerTaskProps): Ec2TaskDefinition {
  const { hop, visibilityTimeout, size } = props;
  const { scans, backfill, results, images, masks, model, maxDeliveries, scanner } = hop;
  const { maxBatch, maxInFlight } = WORKER_LOADS.cuda;
  const definition = new Ec2TaskDefinition(scope, "Task");
  const image = workerImage(scope, "Image", model);
  definition.addContainer("Worker", {
    image: ContainerImage.fromDockerImageAsset(image),
    command: ["worker"],
    gpuCount: 1,
    memoryReservationMiB: taskMemoryMib(size),
    user: NOBODY,
    privileged: false,
    stopTimeout: STOP_TIMEOUT,
    readonlyRootFilesystem: true,
    linuxParameters: confined(scope),
    logging: LogDriver.awsLogs({ logGroup: logGroup(scope, "Logs"), streamPrefix: "worker" }),
    healthCheck: HEALTH_CHECK,
    environment: {
      AWS_REGION: Stack.of(scope).region,
      POLLED_FILE,
      SCANNER: scanner,
      SCAN_QUEUE_URL: scans.queue.queueUrl,
      BACKFILL_QUEUE_URL: backfill.queue.queueUrl,
      RESULT_QUEUE_URL: results.queue.queueUrl,
      MASK_BUCKET: masks.bucket.bucketName,
      MAX_DELIVERIES: String(maxDeliveries),
      VISIBILITY_SECONDS: String(visibilityTimeout.toSeconds()),
      DRAIN_TIMEOUT_SECONDS: String(DRAIN_TIMEOUT.toSeconds()),
      PROVIDER: "cuda",
      MAX_BATCH: String(maxBatch),
      MAX_IN_FLIGHT: String(maxInFlight),
      ...model.environment(),
      UV_THREADPOOL_SIZE: String(size.cores),
    } satisfies WorkerEnv & { UV_THREADPOOL_SIZE: string },
  });
  const { taskRole } = definition;
  images.grantRead(taskRole);
  model.grantRead(taskRole);
  results.grantSend(taskRole);
  scans.grantConsume(taskRole);
  backfill.grantConsume(taskRole);
  return definition;
}
