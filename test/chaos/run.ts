import { makeDynamoDbClient, makeSqsClient } from "../../adapters/aws/clients.ts";
import { openWitnesses } from "../../adapters/engine/open-witnesses.ts";
import { FolderObjectStore } from "../../adapters/folder/folder-object-store.ts";
import { connectCloud } from "../../local/cloud/cloud.ts";
import { Shutdown } from "../../local/shutdown.ts";
import { makeRandom } from "../fuzz/mutate.ts";
import { check, wrongOnTheWay } from "./check.ts";
import { Tally } from "./counts.ts";
import { makeUndisturbedScan } from "./expected.ts";
import { Kills } from "./faults/kills.ts";
import { remainsOf } from "./final-state.ts";
import { LiveBucket } from "./live-bucket.ts";
import { type QueueDepth, queueDepths } from "./queue-depths.ts";
import { settle } from "./settle.ts";
import { type Stage, setStage, startProcesses } from "./system-under-chaos.ts";
import { makeTraffic } from "./traffic.ts";
import { watch } from "./watch.ts";

export interface ChaosPlan {
  /** At least so many uploads. */
  readonly images: number;
  readonly kills: number;
  /** Of what is uploaded and of every lot that is drawn; not of the moments when things happen. */
  readonly seed: number;
}

export interface ChaosReport extends ChaosPlan {
  readonly uploads: number;
  readonly keys: number;
  readonly deletedAtTheEnd: number;
  /** Uploads by what became of them. */
  readonly outcomes: Tally;
  readonly masks: number;
  /** How often the rows that were there and their masks were looked at on the way. */
  readonly looks: number;
  readonly killed: Tally;
  /** What the proxies did. */
  readonly faults: Tally;
  /** What the processes said: signals, and the warnings and errors of their logs. */
  readonly heard: Tally;
  readonly seconds: number;
  /** What broke the promise. */
  readonly violations: readonly string[];
}

/**
 * Uploads images while the processes that scan them and record their verdicts are killed and their
 * stores fail, then waits until the queues are empty and looks at what is there.
 *
 * @throws Error when a process ends by itself.
 */
export async function chaos(plan: ChaosPlan): Promise<ChaosReport> {
  const shutdown = new Shutdown();
  try {
    return await run(plan, shutdown);
  } finally {
    await shutdown.run();
  }
}

async function run(plan: ChaosPlan, shutdown: Shutdown): Promise<ChaosReport> {
  const startedMs = performance.now();
  const random = makeRandom(plan.seed);
  const [faults, heard] = [new Tally(), new Tally()];
  const stage = await setStage({ random, faults }, shutdown);
  const kills = new Kills(plan.kills);
  const bucket = bucketOf(stage, plan.seed, shutdown);
  const dynamoDb = makeDynamoDbClient(stage.cloud.table);
  shutdown.add(() => dynamoDb.destroy());
  const look = () => remainsOf(dynamoDb, stage.folders.masks);
  const scan = await startUndisturbedScan(stage, shutdown);

  const cast = startProcesses(stage, { random, heard }, shutdown);
  const depths = depthsOf(stage, shutdown);
  const isOver = new AbortController();
  const watched = watch(async () => wrongOnTheWay(bucket, await look()), isOver.signal);
  const traffic = makeTraffic({ bucket, scan, depths, ...plan, progress: () => kills.progress });
  const left = Promise.all([traffic, kills.run(cast.processes, random)])
    .then(() => settle(depths))
    .finally(() => isOver.abort());
  const [leftOver, onTheWay] = await Promise.race([cast.crashed, Promise.all([left, watched])]);
  await Promise.all(cast.processes.map((process) => process.kill()));

  const remains = await look();
  const { outcomes, violations } = await check(bucket, remains);
  return {
    ...plan,
    ...countsOf(bucket),
    outcomes,
    masks: remains.masks.length,
    looks: onTheWay.looks,
    killed: kills.byName,
    faults,
    heard,
    seconds: Math.round((performance.now() - startedMs) / 1000),
    violations: [...leftOver, ...onTheWay.violations, ...violations],
  };
}

function countsOf({ uploads, current }: LiveBucket) {
  const deleted = [...current.values()].filter((upload) => upload === undefined);
  return { uploads: uploads.length, keys: current.size, deletedAtTheEnd: deleted.length };
}

function depthsOf({ cloud }: Stage, shutdown: Shutdown): () => Promise<QueueDepth[]> {
  const sqs = makeSqsClient(cloud.queues);
  shutdown.add(() => sqs.destroy());
  return () => queueDepths(sqs, cloud.queues.urls);
}

function bucketOf({ folders, cloud }: Stage, seed: number, shutdown: Shutdown): LiveBucket {
  const { notifications } = connectCloud(cloud, shutdown);
  return new LiveBucket({
    folder: folders.images,
    objects: new FolderObjectStore(folders),
    send: (notification) => notifications.send(notification),
    random: makeRandom(seed),
  });
}

async function startUndisturbedScan({ model: directory }: Stage, shutdown: Shutdown) {
  const witnesses = await openWitnesses({ directory });
  shutdown.add(witnesses.close);
  return makeUndisturbedScan(witnesses);
}
