import { mkdir, mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { IMAGE_BUCKET, MASK_BUCKET } from "../../local/bucket/buckets.ts";
import { type CloudEndpoints, startCloud } from "../../local/cloud/cloud.ts";
import type { Shutdown } from "../../local/shutdown.ts";
import type { Random } from "../fuzz/mutate.ts";
import { writeModelWithAllWitnesses } from "../helpers/doubles/model-with-history.ts";
import type { Tally } from "./counts.ts";
import { startProxy } from "./faults/cloud-proxy.ts";
import { Faults } from "./faults/faults.ts";
import { ChaosProcess } from "./processes/chaos-process.ts";
import type { Setup } from "./setup.ts";

/**
 * What a killed process held comes back soon. A message fails at most in one delivery of four, so that
 * ten are enough for all of thousands: a job that is given up is a violation.
 */
const DELIVERY = { maxDeliveries: 10, visibilitySeconds: 5 };

export interface Stage {
  readonly folders: Setup["folders"];
  readonly model: Setup["model"];
  /** The emulators themselves, which nothing disturbs. */
  readonly cloud: CloudEndpoints;
  /** The same behind the proxies. */
  readonly disturbed: CloudEndpoints;
}

export interface StageOptions {
  readonly random: Random;
  /** Faults of the proxies, by service and kind. */
  readonly faults: Tally;
}

/** Buckets, queues, table and proxies, all in this process, which is never killed. */
export async function setStage(options: StageOptions, shutdown: Shutdown): Promise<Stage> {
  const home = await mkdtemp(join(await realpath(tmpdir()), "fasa-chaos-"));
  shutdown.add(() => rm(home, { recursive: true, force: true }));
  const folders = {
    [IMAGE_BUCKET]: join(home, IMAGE_BUCKET),
    [MASK_BUCKET]: join(home, MASK_BUCKET),
  };
  for (const folder of Object.values(folders)) await mkdir(folder);
  const model = join(home, "model");
  await mkdir(model);
  await writeModelWithAllWitnesses(model);
  const cloud = await startCloud(join(home, "table"), shutdown, DELIVERY);
  return { folders, model, cloud, disturbed: await disturb(cloud, options, shutdown) };
}

async function disturb(
  { queues, table, delivery }: CloudEndpoints,
  { random, faults: tally }: StageOptions,
  shutdown: Shutdown,
): Promise<CloudEndpoints> {
  const behind = { random, faults: new Faults(random, tally) };
  const sqs = await startProxy({ service: "sqs", target: queues.endpoint, ...behind });
  shutdown.add(sqs.close);
  const dynamoDb = await startProxy({ service: "dynamodb", target: table.endpoint, ...behind });
  shutdown.add(dynamoDb.close);
  const { endpoint } = dynamoDb;
  return { queues: { ...queues, endpoint: sqs.endpoint }, table: { endpoint }, delivery };
}

export interface Cast {
  readonly processes: readonly ChaosProcess[];
  /** Rejects when one ends that was not killed. */
  readonly crashed: Promise<never>;
}

/** Two workers, which are given the same messages now and then, and the host of the functions. */
export function startProcesses(
  { folders, model, disturbed }: Stage,
  { random, heard }: { readonly random: Random; readonly heard: Tally },
  shutdown: Shutdown,
): Cast {
  let onCrash: (error: Error) => void = () => {};
  const crashed = new Promise<never>((_, reject) => {
    onCrash = reject;
  });
  const nextSeed = () => 1 + random(2 ** 31 - 1);
  const common = { setup: { folders, model, cloud: disturbed }, nextSeed, heard, onCrash };
  const processes = [
    new ChaosProcess({ name: "worker 1", role: "worker", ...common }),
    new ChaosProcess({ name: "worker 2", role: "worker", ...common }),
    new ChaosProcess({ name: "functions", role: "functions", ...common }),
  ];
  for (const process of processes) {
    shutdown.add(() => process.kill());
    process.start();
  }
  return { processes, crashed };
}
