/** What a network describes of the places of one tile: a plane for each feature, row by row. */
export interface TileFeatures {
  readonly values: Float32Array;
  /** How many planes. */
  readonly count: number;
}

/** Mean and variance of each feature over a whole picture. */
export interface UsualFeatures {
  readonly mean: Float32Array;
  /** Over all places, as often as tiles show them. */
  readonly variance: Float32Array;
}

/**
 * What is usual in a picture, over all of its tiles: an edit may fill a tile, and would be what is usual there.
 * In two passes, the second around the mean, so that nothing is lost where a feature hardly varies.
 */
export function usualFeatures(tiles: readonly TileFeatures[]): UsualFeatures {
  const count = tiles[0]?.count ?? 0;
  const mean = meansOf(tiles, count, (value) => value);
  const variance = meansOf(tiles, count, (value, feature) => (value - (mean[feature] ?? 0)) ** 2);
  return { mean: Float32Array.from(mean), variance: Float32Array.from(variance) };
}

function meansOf(
  tiles: readonly TileFeatures[],
  count: number,
  of: (value: number, feature: number) => number,
): Float64Array {
  const sums = new Float64Array(count);
  let places = 0;
  for (const { values } of tiles) {
    const size = values.length / count;
    places += size;
    for (let feature = 0; feature < count; feature++) {
      let sum = 0;
      const end = (feature + 1) * size;
      for (let at = feature * size; at < end; at++) sum += of(values[at] ?? 0, feature);
      sums[feature] = (sums[feature] ?? 0) + sum;
    }
  }
  return sums.map((sum) => sum / places);
}
