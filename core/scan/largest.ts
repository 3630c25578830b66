/** A power of two: a value's level is exact. */
const LEVELS = 1024;

/**
 * The `count` largest values, ascending. Only what may be among them is sorted: a whole map would take
 * the worker's one thread longer than all else that it does with an image.
 *
 * @param values each in [0, 1].
 */
export function largest(values: Float32Array, count: number): Float32Array {
  const least = leastLevel(values, count) / LEVELS;
  return values
    .filter((value) => value >= least)
    .sort()
    .subarray(-count);
}

/** The highest level from which on there are enough. */
function leastLevel(values: Float32Array, count: number): number {
  const found = new Uint32Array(LEVELS);
  for (const value of values) {
    const level = levelOf(value);
    found[level] = (found[level] ?? 0) + 1;
  }
  let level = LEVELS;
  for (let enough = 0; enough < count && level > 0; ) enough += found[--level] ?? 0;
  return level;
}

function levelOf(value: number): number {
  return Math.min(LEVELS - 1, Math.floor(value * LEVELS));
}
