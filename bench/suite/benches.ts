import { availableParallelism } from "node:os";
import { type Bench, type Case, inEachCase } from "./bench-run.ts";
import { measureLocalSystem } from "./local-system.ts";
import { measureStart } from "./start.ts";

const SIZES_MEGAPIXELS = [0.3, 0.6, 2, 12];
const BARE = { bare: "contenders/bare-network.ts" } as const;

function everySize(...threads: readonly number[]): Case[] {
  const distinct = [...new Set(threads)];
  return distinct.flatMap((count) =>
    SIZES_MEGAPIXELS.map((megapixels) => ({ megapixels, threads: count })),
  );
}

/** The network alone, as the worker may ask it: runs of one and of four, one session or one a core. */
const network: Bench = (run) => {
  const contenders = { ...BARE, detector: "contenders/detector.ts" };
  const cores = availableParallelism();
  const arrangements = [
    { threads: 1, maxBatch: 1, sessions: 1 },
    { threads: cores, maxBatch: 1, sessions: 1 },
    { threads: cores, maxBatch: 4, sessions: 1 },
    { threads: cores, maxBatch: 1, sessions: cores },
  ];
  const cases = arrangements.map((arrangement) => ({ megapixels: 0.6, ...arrangement }));
  return inEachCase(contenders, cases, run);
};

/** Until mask and verdict are on the disk, by the network alone: nobody in Python has other witnesses. */
const worker: Bench = (run) => {
  const contenders = {
    ...BARE,
    worker: "contenders/worker-network.ts",
    "python, sequential": "python/sequential.py",
    "python, threaded": "python/threaded.py",
    "python, overlapped": "python/overlapped.py",
  };
  return inEachCase(contenders, everySize(1, availableParallelism()), run);
};

/** The same with all three witnesses, by the network alone. */
const witnesses: Bench = (run) => {
  const contenders = {
    "worker, network": "contenders/worker-network.ts",
    "worker, all witnesses": "contenders/worker-witnesses.ts",
  };
  const threads = availableParallelism();
  const cases = [0.6, 12].map((megapixels) => ({ megapixels, threads }));
  return inEachCase(contenders, cases, run, { images: 4, rounds: 3 });
};

const decode: Bench = (run) =>
  inEachCase({ decode: "contenders/decode-alone.ts" }, everySize(1), run);

const mask: Bench = (run) => inEachCase({ mask: "contenders/mask-alone.ts" }, everySize(1), run);

/** Under their names on the command line. */
export const BENCHES: Readonly<Record<string, Bench>> = {
  network,
  worker,
  witnesses,
  decode,
  mask,
  local: measureLocalSystem,
  start: measureStart,
};
