import { setTimeout as sleep } from "node:timers/promises";
import { makeRandom, type Random } from "../fuzz/mutate.ts";
import type { UndisturbedScan } from "./expected.ts";
import type { LiveBucket } from "./live-bucket.ts";
import { drawPicture } from "./pictures.ts";
import type { QueueDepth } from "./queue-depths.ts";

export interface TrafficOptions {
  readonly bucket: LiveBucket;
  readonly scan: UndisturbedScan;
  /** At least so many uploads. */
  readonly images: number;
  readonly seed: number;
  /** How much of the run's kills has been done, from 0 to 1. */
  readonly progress: () => number;
  readonly depths: () => Promise<readonly QueueDepth[]>;
}

/** In percent of all steps. */
const OVERWRITES = 12;
const DELETIONS = 8;
/** Half of both meet one of so many newest keys, whose scans are mostly still to come. */
const NEWEST = 8;
/** More than the workers hold, so that whoever is free finds something. */
const MOST_WAITING = 20;
const LOOK_MS = 20;
/** Between uploads ahead of the kills: enough that every process goes on having work. */
const TRICKLE_MS = 300;

/** Uploads, overwrites and deletes all the time that processes are killed. */
export async function makeTraffic(options: TrafficOptions): Promise<void> {
  const { bucket, images, progress, seed } = options;
  const random = makeRandom(seed);
  const areEnough = () => bucket.uploads.length >= images && progress() >= 1;
  while (!areEnough()) {
    await step(options, random);
    await pause(options);
  }
  await bucket.told();
}

async function step({ bucket, scan }: TrafficOptions, random: Random): Promise<void> {
  const lot = random(100);
  const key = anyKey(bucket, random);
  if (key !== undefined && lot < DELETIONS && bucket.current.get(key)) return bucket.delete(key);
  const isOverwrite = key !== undefined && lot < DELETIONS + OVERWRITES;
  const { bytes, outcome } = await drawPicture(random);
  const truth = await scan(bytes);
  if (!truth.findings.includes(outcome)) {
    throw new Error(`expected a picture that is ${outcome}, received: ${truth.findings}`);
  }
  await bucket.put(isOverwrite ? key : newKey(bucket), bytes, truth);
}

/** Not far ahead of the kills, and of those who work. */
async function pause({ bucket, images, progress, depths }: TrafficOptions): Promise<void> {
  const isAhead = bucket.uploads.length > images * progress() + MOST_WAITING;
  if (isAhead) await sleep(TRICKLE_MS);
  while (waitingIn(await depths()) > MOST_WAITING) await sleep(LOOK_MS);
}

function waitingIn(depths: readonly QueueDepth[]): number {
  return depths.reduce((sum, { waiting }) => sum + waiting, 0);
}

function anyKey({ current }: LiveBucket, random: Random): string | undefined {
  const keys = [...current.keys()];
  const known = random(2) === 0 ? keys : keys.slice(-NEWEST);
  return known[random(Math.max(1, known.length))];
}

/** Some of the letters that URLs and forms write in other ways. */
function newKey({ current }: LiveBucket): string {
  return `shoot ${current.size % 5}/${current.size} grün+rot & 100%`;
}
