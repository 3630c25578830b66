import { systemClock as clock } from "../../adapters/clock/system-clock.ts";
import { makeCopiesWitness } from "../../adapters/copies/copies-witness.ts";
import { makeHistoryWitness } from "../../adapters/history/history-witness.ts";
import { makeTilesWitness } from "../../adapters/tiles/tiles-witness.ts";
import { isBmp } from "../../core/formats/bmp/bmp-header.ts";
import { isHeic } from "../../core/formats/heic.ts";
import { containerOf } from "../../core/formats/sniff.ts";
import {
  COPY_ACCEPTANCE,
  COPY_FEATURES_PATH,
  TINY_HISTORY_PATH,
  TINY_TILES,
} from "../helpers/fixtures.ts";
import { differenceBetween, type Judged } from "./differences.ts";
import type { IndependentDecoder } from "./independent-decoder.ts";
import { intactFiles, makeRandom, mutate } from "./mutate.ts";
import { referenceComplaints } from "./reference-complaints.ts";
import { type FuzzReport, Tally } from "./tally.ts";
import { type FileWitnesses, type Trial, tryFile } from "./try-file.ts";

export interface FuzzOptions {
  /** @default sharp alone is asked, which shares its decoders with ours */
  readonly independent?: IndependentDecoder | undefined;
  /** Told of what was found so far, now and then. @default nobody is */
  readonly onProgress?: (soFar: FuzzReport) => void;
}

/** How often it is said what was found so far. */
const PROGRESS_FILES = 500;
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
 * network that only looks. What it is given must be what sharp makes of the file by itself; whether it should
 * have been given anything, a decoder is asked that shares no code with ours. The same seed gives the same
 * files. A decoder that crashes ends the process, which is a finding too.
 */
export async function fuzz(
  files: number,
  seed: number,
  more: FuzzOptions = {},
): Promise<FuzzReport> {
  const history = await makeHistoryWitness({
    ...{ modelPath: TINY_HISTORY_PATH, threads: 1, ...supervisionOf("history") },
  });
  const tiles = await makeTilesWitness({
    ...{
      ...TINY_TILES,
      threads: 1,
      kernel: "lanczos3",
      rules: { sidePx: 256, overlapPx: 32, most: 12 },
    },
    ...supervisionOf("tiles"),
  });
  const copies = await makeCopiesWitness({
    ...{ modelPath: COPY_FEATURES_PATH, threads: 1, timeoutMs: LIMIT_MS / 2 },
    ...{ acceptance: COPY_ACCEPTANCE, ...supervisionOf("copies") },
  });
  try {
    return await fuzzWith({ history, tiles, copies }, { files, seed, ...more });
  } finally {
    await Promise.all([history.close(), tiles.close(), copies.close()]);
  }
}

/** What a thread is replaced for by another one is a crash, and ends the run. */
function supervisionOf(name: string) {
  const onReplaced = (end: string) => {
    throw new Error(`the ${name} thread was replaced: it ${end}`);
  };
  return { verify: async () => {}, onReplaced };
}

interface FuzzRun extends FuzzOptions {
  readonly files: number;
  readonly seed: number;
}

async function fuzzWith(witnesses: FileWitnesses, run: FuzzRun): Promise<FuzzReport> {
  const { files, seed, independent, onProgress } = run;
  const random = makeRandom(seed);
  const intact = await intactFiles();
  const any = () => intact[random(intact.length)] ?? Buffer.alloc(0);
  const tally = new Tally();
  for (let index = 0; index < files; index++) {
    const bytes = mutate(any(), any(), random);
    const startedMs = clock.monotonicMs();
    const trial = await tryFile(bytes, witnesses);
    const tookMs = clock.monotonicMs() - startedMs;
    tally.add(trial, tookMs, await complaintsAbout(bytes, trial, tookMs));
    const opinion = await independent?.judge(bytes);
    tally.differ(opinion && differenceBetween(judgedAs(bytes), trial, opinion));
    if (tally.files % PROGRESS_FILES === 0) onProgress?.(tally.report());
  }
  return tally.report();
}

function judgedAs(bytes: Uint8Array): Judged | undefined {
  if (isBmp(bytes)) return "BMP";
  return isHeic(bytes) ? "HEIC" : containerOf(bytes);
}

async function complaintsAbout(bytes: Buffer, trial: Trial, tookMs: number): Promise<string[]> {
  const complaints = await referenceComplaints(bytes, trial);
  if (!OUTCOMES.has(trial.outcome)) complaints.push(trial.outcome);
  if (tookMs > LIMIT_MS) complaints.push(`took ${Math.round(tookMs)} ms`);
  return complaints;
}
