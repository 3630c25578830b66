import { systemClock as clock } from "../../adapters/clock/system-clock.ts";
import { makeCopiesWitness } from "../../adapters/copies/copies-witness.ts";
import { makeHistoryWitness } from "../../adapters/history/history-witness.ts";
import { COPY_ACCEPTANCE, COPY_FEATURES_PATH, TINY_HISTORY_PATH } from "../helpers/fixtures.ts";
import { intactFiles, makeRandom, mutate } from "./mutate.ts";
import { referenceComplaints } from "./reference-complaints.ts";
import { type FileWitnesses, type Trial, tryFile } from "./try-file.ts";

export interface FuzzReport {
  readonly files: number;
  /** Of all files, those whose pixels came as far as the network; each was compared with sharp's. */
  readonly inferredFraction: number;
  /** How many ended in each way: `scanned`, or the code of the reason. */
  readonly outcomes: Readonly<Record<string, number>>;
  readonly slowestMs: number;
  readonly peakMemoryBytes: number;
  /** What broke the promise, with the number of the file that did. */
  readonly violations: readonly string[];
}

/** Far above the slowest intact file. */
const LIMIT_MS = 10_000;
/** What a broken file may come to: nothing that a retry would change, and nothing unnamed. */
export const OUTCOMES = new Set([
  "scanned",
  "corrupt",
  "unsupported_format",
  "too_many_pixels",
  "too_small",
]);

/**
 * Broken images through decode → verdict, with the codec and the witnesses of files of production and a
 * network that only looks. What it is given must be what sharp makes of the file by itself. The same seed gives the same files. A
 * decoder that crashes ends the process, which is a finding too.
 */
export async function fuzz(files: number, seed: number): Promise<FuzzReport> {
  const history = await makeHistoryWitness({
    ...{ modelPath: TINY_HISTORY_PATH, threads: 1, ...supervisionOf("history") },
  });
  const copies = await makeCopiesWitness({
    ...{ modelPath: COPY_FEATURES_PATH, threads: 1, timeoutMs: LIMIT_MS / 2 },
    ...{ acceptance: COPY_ACCEPTANCE, ...supervisionOf("copies") },
  });
  try {
    return await fuzzWith({ history, copies }, files, seed);
  } finally {
    await Promise.all([history.close(), copies.close()]);
  }
}

/** What a thread is replaced for by another one is a crash, and ends the run. */
function supervisionOf(name: string) {
  const onReplaced = (end: string) => {
    throw new Error(`the ${name} thread was replaced: it ${end}`);
  };
  return { verify: async () => {}, onReplaced };
}

async function fuzzWith(
  witnesses: FileWitnesses,
  files: number,
  seed: number,
): Promise<FuzzReport> {
  const random = makeRandom(seed);
  const intact = await intactFiles();
  const any = () => intact[random(intact.length)] ?? Buffer.alloc(0);
  const outcomes: Record<string, number> = {};
  const violations: string[] = [];
  let [inferred, slowestMs, peakMemoryBytes] = [0, 0, 0];
  for (let index = 0; index < files; index++) {
    const bytes = mutate(any(), any(), random);
    const startedMs = clock.monotonicMs();
    const trial = await tryFile(bytes, witnesses);
    const tookMs = clock.monotonicMs() - startedMs;
    const { outcome, pixels } = trial;
    outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
    if (pixels !== undefined) inferred++;
    slowestMs = Math.max(slowestMs, tookMs);
    peakMemoryBytes = Math.max(peakMemoryBytes, process.memoryUsage.rss());
    const complaints = await complaintsAbout(bytes, trial, tookMs);
    violations.push(...complaints.map((complaint) => `file ${index}: ${complaint}`));
  }
  const inferredFraction = inferred / files;
  return { files, inferredFraction, outcomes, slowestMs, peakMemoryBytes, violations };
}

async function complaintsAbout(bytes: Buffer, trial: Trial, tookMs: number): Promise<string[]> {
  const complaints = await referenceComplaints(bytes, trial);
  if (!OUTCOMES.has(trial.outcome)) complaints.push(trial.outcome);
  if (tookMs > LIMIT_MS) complaints.push(`took ${Math.round(tookMs)} ms`);
  return complaints;
}
