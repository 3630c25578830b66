/** Numbers in [0, 1), the same for the same seed: mulberry32, by Tommy Ettinger (public domain). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** How many of what comes at this mean rate come now; the normal law stands in for Poisson's from 50 on. */
export function arrivals(mean: number, random: () => number): number {
  if (mean > 50) {
    const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
    return Math.max(0, Math.round(mean + Math.sqrt(mean) * normal));
  }
  let count = 0;
  for (let rest = random(); rest > Math.exp(-mean); rest *= random()) count++;
  return count;
}

/** How many of `count` meet something that happens to this share of them. */
export function shareOf(count: number, share: number, random: () => number): number {
  return Math.floor(count * share + random());
}
