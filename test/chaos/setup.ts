import { z } from "zod";
import { IMAGE_BUCKET, MASK_BUCKET } from "../../local/bucket/buckets.ts";
import { QueueName } from "../../local/cloud/queues.ts";
import { makeRandom, type Random } from "../fuzz/mutate.ts";

/** What a process is started with: where everything is, as seen through the proxies. */
export const Setup = z.strictObject({
  cloud: z.strictObject({
    queues: z.strictObject({ endpoint: z.url(), urls: z.record(QueueName, z.url()) }),
    table: z.strictObject({ endpoint: z.url() }),
    delivery: z.strictObject({ maxDeliveries: z.int(), visibilitySeconds: z.int() }),
  }),
  folders: z.strictObject({ [IMAGE_BUCKET]: z.string(), [MASK_BUCKET]: z.string() }),
  /** Directory of the model, with all witnesses. */
  model: z.string(),
  seed: z.int(),
});
export type Setup = z.infer<typeof Setup>;

/** `works`: it begins to read an image or to write a mask. The others: what its store did to it. */
export const Signal = z.enum(["ready", "works", "store-refused", "store-answer-lost"]);
export type Signal = z.infer<typeof Signal>;

export interface Joined {
  readonly setup: Setup;
  readonly random: Random;
  readonly tell: (signal: Signal) => void;
}

/** Called by a process of the run: it ends with the one that started it. */
export function join(): Joined {
  process.once("disconnect", () => process.exit(1));
  const setup = Setup.parse(JSON.parse(process.argv[2] ?? "nothing"));
  return { setup, random: makeRandom(setup.seed), tell: (signal) => void process.send?.(signal) };
}
