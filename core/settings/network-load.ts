/** Of one network in a process: so many, or one for each thread that it may have. */
export type Sessions = number | "onePerThread";

/** How the network is run where there are more images than one. */
export interface NetworkLoad {
  /** Most images in one run. */
  readonly maxBatch: number;
  readonly sessions: Sessions;
}

/**
 * A GPU takes eight images in little more time than one. A processor does not: there a batch costs memory
 * alone, and sessions of one thread each do more than one session with all threads (docs/performance.md).
 */
export const NETWORK_LOADS = {
  cpu: { maxBatch: 1, sessions: "onePerThread" },
  cuda: { maxBatch: 8, sessions: 1 },
} as const satisfies Record<string, NetworkLoad>;

/** A network that is warm runs as fast the first time as later; below so many images that costs more than it brings. */
const MANY_IMAGES = 8;

/** How it is run on a processor for so many images, after which it ends. */
export function networkLoadFor(images: number): NetworkLoad & { readonly warmUp: boolean } {
  const isWarm = images >= MANY_IMAGES;
  const { cpu } = NETWORK_LOADS;
  return { ...cpu, ...(!isWarm && { sessions: Math.max(1, images) }), warmUp: isWarm };
}
