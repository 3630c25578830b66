import { CHANNELS, type FeatureMap } from "./feature-map.ts";
import { placeOf } from "./source-bit.ts";

/** Pixels that a histogram sees. */
const MAX_SAMPLE = 30_000;
/** Values are ranked by their upper bits: tables of 16,384 stay in the cache. */
const RANKED_BITS = 14;
const RANKED = 1 << RANKED_BITS;

/** Where a value stands in a table of ranks. */
export function indexOf(value: number): number {
  return (value & 0xffff) >> (16 - RANKED_BITS);
}

/** For the values of a channel, by `indexOf`: the share of pixels with a smaller one, in 65,536ths. */
export function ranksOf({ values }: FeatureMap, pixels: Uint32Array, channel: number): Uint16Array {
  const counts = new Uint32Array(RANKED);
  const step = Math.ceil(pixels.length / MAX_SAMPLE);
  let total = 0;
  for (let i = 0; i < pixels.length; i += step, total++) {
    const index = indexOf(values[placeOf(pixels[i] ?? 0) * CHANNELS + channel] ?? 0);
    counts[index] = (counts[index] ?? 0) + 1;
  }
  const ranks = new Uint16Array(RANKED);
  let below = 0;
  for (let place = 0; place < RANKED; place++) {
    // The upper half of the table is that of negative values.
    const index = (place + RANKED / 2) % RANKED;
    const count = counts[index] ?? 0;
    ranks[index] = Math.min(0xffff, ((below + count / 2) / total) * 0x10000);
    below += count;
  }
  return ranks;
}
