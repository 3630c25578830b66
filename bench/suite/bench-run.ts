import { SHIPPED_MODEL_DIRECTORY } from "../../adapters/model/shipped-model.ts";
import { type BenchPictures, writePictures } from "./bench-pictures.ts";
import { type Contenders, compete, type Standing } from "./compete.ts";
import { hasPython } from "./contender.ts";

/** What all benchmarks of a run share. */
export interface BenchRun {
  /** Made for the run, and removed after it. */
  readonly scratch: string;
  /** Whether it is enough that everything works. */
  readonly isSmoke: boolean;
  readonly print: (line: string) => void;
}

/** One benchmark: what it measured, row by row. */
export type Bench = (run: BenchRun) => Promise<readonly unknown[]>;

export interface Case {
  readonly megapixels: number;
  readonly threads: number;
  /** @default 4, for batches that come together by themselves */
  readonly maxBatch?: number;
  /** @default 1 */
  readonly sessions?: number;
}

const FULL = { images: 6, rounds: 5 } as const;
const SMOKE = { images: 1, rounds: 1 } as const;

/** @returns the standings of each case, printed as they come. */
export async function inEachCase(
  contenders: Contenders,
  cases: readonly Case[],
  run: BenchRun,
  { images, rounds }: { readonly images: number; readonly rounds: number } = FULL,
): Promise<readonly (Case & Standing)[]> {
  const able = withoutMissing(contenders, run);
  const rows: (Case & Standing)[] = [];
  for (const one of run.isSmoke ? cases.slice(0, 1) : cases) {
    const count = run.isSmoke ? SMOKE.images : images;
    const pictures = await writePictures(run.scratch, one.megapixels, count);
    const standings = await compete(
      able,
      taskOf(pictures, one, run),
      run.isSmoke ? SMOKE.rounds : rounds,
    );
    run.print(`${one.megapixels} MP, ${one.threads} threads of the network${arrangementOf(one)}`);
    for (const standing of standings) run.print(`  ${lineOf(standing)}`);
    rows.push(...standings.map((standing) => ({ ...one, ...standing })));
  }
  return rows;
}

function taskOf({ folder, files }: BenchPictures, one: Case, { scratch: outDir }: BenchRun) {
  const { threads, maxBatch = 4, sessions = 1 } = one;
  return { folder, files, outDir, model: SHIPPED_MODEL_DIRECTORY, threads, maxBatch, sessions };
}

function arrangementOf({ maxBatch, sessions }: Case): string {
  return [maxBatch && `, runs of ${maxBatch}`, sessions && `, ${sessions} sessions`].join("");
}

function withoutMissing(contenders: Contenders, { print }: BenchRun): Contenders {
  if (hasPython()) return contenders;
  print("Left out: Python, as model/.venv is not there (model/README.md says how to make it).");
  return Object.fromEntries(Object.entries(contenders).filter(([, file]) => !file.endsWith(".py")));
}

function lineOf(standing: Standing): string {
  const { contender, imagesPerSecond, cpuMsPerImage, ratio, peakMib, worstDelayMs } = standing;
  const parts = [
    contender.padEnd(22),
    `ratio ${ratio.median.toFixed(2)} [${ratio.min.toFixed(2)}, ${ratio.max.toFixed(2)}]`,
    `${imagesPerSecond.toFixed(2)} images/s`,
    `${cpuMsPerImage.toFixed(0)} ms of processor`,
    `${peakMib.toFixed(0)} MiB`,
    ...(worstDelayMs === undefined ? [] : [`event loop ${worstDelayMs.toFixed(0)} ms at worst`]),
  ];
  return parts.join(", ");
}
