import { z } from "zod";

/** What a contender is started with, as JSON in its only argument. */
export const ContenderTask = z.strictObject({
  /** Holds the files. */
  folder: z.string(),
  /** What a round takes, each once. */
  files: z.array(z.string()).min(1),
  /** Where a contender may write. */
  outDir: z.string(),
  /** Directory of the model. */
  model: z.string(),
  /** Of the network. */
  threads: z.int().positive(),
  /** Images in one run of the network, where the contender makes batches. */
  maxBatch: z.int().positive(),
  /** Of the network that share the threads, where the contender has several. */
  sessions: z.int().positive(),
});
export type ContenderTask = z.infer<typeof ContenderTask>;

/** What a contender says once it can begin. */
export const Ready = z.strictObject({ ready: z.literal(true) });

/** What a contender says of a round. */
export const RoundReport = z.strictObject({
  seconds: z.number().positive(),
  /** Of the processor, by all threads of the contender. */
  cpuSeconds: z.number().nonnegative(),
  /** Resident, since the process began. */
  peakMib: z.number().positive(),
  /** Longest that the event loop was held up; not of Python. */
  delayMs: z.number().nonnegative().optional(),
});
export type RoundReport = z.infer<typeof RoundReport>;
