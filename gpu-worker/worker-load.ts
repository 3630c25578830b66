import { DEFAULT_LIMITS } from "../core/scan/limits.ts";
import { NETWORK_LOADS, type NetworkLoad } from "../core/settings/network-load.ts";

/** How much a worker takes on. */
export interface WorkerLoad extends NetworkLoad {
  /** Images at once: being fetched, decoded, judged or sent. */
  readonly maxInFlight: number;
}

/**
 * A GPU is fast, and waits for what processors do: while one batch is in the network, a whole one is
 * decoded and a third is being fetched or sent. A processor does all of that itself.
 */
export const WORKER_LOADS = {
  cpu: { ...NETWORK_LOADS.cpu, maxInFlight: 8 },
  cuda: { ...NETWORK_LOADS.cuda, maxInFlight: 24 },
} as const satisfies Record<string, WorkerLoad>;

const MIB = 1024 ** 2;
// Of an image of 100 megapixels, beside its file: bench/README.md has what was measured, and how.
const DECODING_MIB = 400;
const HISTORY_MIB = 800;
const TILES_MIB = 600;
const SEARCH_MIB = 400;
/** Before the first image, with the shipped model. */
const IDLE_MIB = 800;

/**
 * The most that a worker holds: every image is the largest that the limits let through.
 *
 * @param cores as many images are decoded at once, one is asked for its history, one is looked at in
 * tiles, and all cores but one search for copies.
 */
export function mostMemoryMib({ maxInFlight }: WorkerLoad, cores: number): number {
  const searches = Math.max(1, cores - 1);
  // History, tiles and each search work on a copy of the file.
  const files = maxInFlight + 2 + searches;
  const filesMib = (files * DEFAULT_LIMITS.maxSizeBytes) / MIB;
  const witnessesMib = HISTORY_MIB + TILES_MIB + searches * SEARCH_MIB;
  return IDLE_MIB + filesMib + cores * DECODING_MIB + witnessesMib;
}
