const FIRST = 13;
const SECOND = 17;
const THIRD = 5;

/**
 * Random 32-bit integers with a sign, the same ones for the same seed: G. Marsaglia, Xorshift RNGs,
 * 2003.
 *
 * @param seed not 0.
 */
export function makeRandom(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state ^= state << FIRST;
    state ^= state >>> SECOND;
    state ^= state << THIRD;
    return state;
  };
}
