import type { Plane } from "./plane.ts";

/** Gauss. Beyond the edges the pixels at them repeat. */
export function lowPass({ widthPx, heightPx, values }: Plane, sigmaPx: number): Plane {
  const taps = gaussOf(sigmaPx);
  const across = alongRows(values, widthPx, taps);
  return { widthPx, heightPx, values: alongColumns(across, widthPx, taps) };
}

/** Half of it: the middle, then one side. */
function gaussOf(sigmaPx: number): Float64Array {
  const radius = Math.ceil(4 * sigmaPx);
  const weights = Float64Array.from({ length: radius + 1 }, (_, distance) =>
    Math.exp(-0.5 * (distance / sigmaPx) ** 2),
  );
  const sum = 2 * weights.reduce((all, weight) => all + weight, 0) - (weights[0] ?? 0);
  return weights.map((weight) => weight / sum);
}

function alongRows(values: Float32Array, width: number, taps: Float64Array): Float32Array {
  const radius = taps.length - 1;
  const filtered = new Float32Array(values.length);
  const line = new Float32Array(width + 2 * radius);
  for (let first = 0; first < values.length; first += width) {
    line.fill(values[first] ?? 0, 0, radius);
    line.set(values.subarray(first, first + width), radius);
    line.fill(values[first + width - 1] ?? 0, radius + width);
    for (let x = 0; x < width; x++) filtered[first + x] = weighted(line, x + radius, taps);
  }
  return filtered;
}

function weighted(line: Float32Array, middle: number, taps: Float64Array): number {
  let sum = (taps[0] ?? 0) * (line[middle] ?? 0);
  for (let tap = 1; tap < taps.length; tap++) {
    sum += (taps[tap] ?? 0) * ((line[middle - tap] ?? 0) + (line[middle + tap] ?? 0));
  }
  return sum;
}

function alongColumns(values: Float32Array, width: number, taps: Float64Array): Float32Array {
  const radius = taps.length - 1;
  const last = values.length - width;
  const filtered = new Float32Array(values.length);
  for (let first = 0; first < values.length; first += width) {
    for (let tap = 0; tap <= radius; tap++) {
      const above = Math.max(first - tap * width, 0);
      const below = Math.min(first + tap * width, last);
      // The middle row is its own neighbour on both sides.
      const weight = (taps[tap] ?? 0) / (tap === 0 ? 2 : 1);
      addPair(filtered.subarray(first, first + width), values, { above, below, weight });
    }
  }
  return filtered;
}

function addPair(
  sums: Float32Array,
  values: Float32Array,
  { above, below, weight }: { above: number; below: number; weight: number },
): void {
  for (let x = 0; x < sums.length; x++) {
    const pair = (values[above + x] ?? 0) + (values[below + x] ?? 0);
    sums[x] = (sums[x] ?? 0) + weight * pair;
  }
}

/** Mean over squares of 2 · radius + 1 pixels, at the edges over those that exist. */
export function boxMean(values: Float32Array, width: number, radius: number): Float32Array {
  const height = values.length / width;
  const means = new Float32Array(values.length);
  const sums = new Float64Array(width);
  for (let row = -radius; row < height; row++) {
    if (row + radius < height) addRow(sums, values, (row + radius) * width, 1);
    if (row - radius > 0) addRow(sums, values, (row - radius - 1) * width, -1);
    const rows = Math.min(row + radius + 1, height) - Math.max(row - radius, 0);
    if (row >= 0) meansOfRow(sums, means.subarray(row * width, (row + 1) * width), radius, rows);
  }
  return means;
}

function addRow(sums: Float64Array, values: Float32Array, first: number, sign: 1 | -1): void {
  for (let x = 0; x < sums.length; x++) sums[x] = (sums[x] ?? 0) + sign * (values[first + x] ?? 0);
}

/** @param sums of each column over `rows` rows. */
function meansOfRow(sums: Float64Array, means: Float32Array, radius: number, rows: number): void {
  const width = sums.length;
  let sum = 0;
  for (let x = 0; x < Math.min(radius, width); x++) sum += sums[x] ?? 0;
  for (let x = 0; x < width; x++) {
    if (x + radius < width) sum += sums[x + radius] ?? 0;
    if (x > radius) sum -= sums[x - radius - 1] ?? 0;
    const columns = Math.min(x + radius + 1, width) - Math.max(x - radius, 0);
    means[x] = sum / (rows * columns);
  }
}
