type Floats = Float32Array | Float64Array;

/**
 * Area under the ROC curve, as P(positive > negative) + P(equal) / 2: the rank statistic of Mann and
 * Whitney. Both arrays ascending.
 *
 * @throws RangeError unless both hold a value.
 */
export function rocAuc(positives: Floats, negatives: Floats): number {
  if (positives.length === 0 || negatives.length === 0) {
    const received = `${positives.length} against ${negatives.length}`;
    throw new RangeError(`AUC needs both classes, received ${received}`);
  }
  let [below, notAbove, wins] = [0, 0, 0];
  for (const value of positives) {
    // Past the end is NaN, which compares false.
    while (Number(negatives[below]) < value) below++;
    while (Number(negatives[notAbove]) <= value) notAbove++;
    wins += (below + notAbove) / 2;
  }
  return wins / (positives.length * negatives.length);
}

/** How many values are strictly above a threshold. */
export function countAbove(values: Iterable<number>, threshold: number): number {
  let count = 0;
  for (const value of values) if (value > threshold) count++;
  return count;
}
