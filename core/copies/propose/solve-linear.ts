/**
 * Solves a system of linear equations by elimination, the largest pivot first.
 *
 * @param rows one for each unknown: coefficients, then the right side. Changed.
 * @returns undefined where there is no single solution.
 */
export function solveLinear(rows: Float64Array[]): Float64Array | undefined {
  for (let unknown = 0; unknown < rows.length; unknown++) {
    const pivot = largestPivot(rows, unknown);
    if (pivot === undefined) return undefined;
    for (const row of rows) if (row !== pivot) eliminate(row, pivot, unknown);
  }
  const last = rows.length;
  return Float64Array.from(rows, (row, unknown) => (row[last] ?? 0) / (row[unknown] ?? 1));
}

function eliminate(row: Float64Array, pivot: Float64Array, unknown: number): void {
  const factor = (row[unknown] ?? 0) / (pivot[unknown] ?? 1);
  for (let i = unknown; i < row.length; i++) row[i] = (row[i] ?? 0) - factor * (pivot[i] ?? 0);
}

/** Adds an equation, sum of terms · unknowns = value, to the rows of a least-squares fit. */
export function addEquation(
  rows: readonly Float64Array[],
  terms: readonly number[],
  value: number,
): void {
  const count = terms.length;
  for (let r = 0; r < count; r++) {
    const row = rows[r];
    const term = terms[r] ?? 0;
    if (row === undefined) continue;
    for (let c = 0; c < count; c++) row[c] = (row[c] ?? 0) + term * (terms[c] ?? 0);
    row[count] = (row[count] ?? 0) + term * value;
  }
}

/** Puts the row with the largest coefficient of those not used so far in its place. */
function largestPivot(rows: Float64Array[], unknown: number): Float64Array | undefined {
  let best = unknown;
  const sizeOf = (at: number) => Math.abs(rows[at]?.[unknown] ?? 0);
  for (let at = unknown + 1; at < rows.length; at++) if (sizeOf(at) > sizeOf(best)) best = at;
  const pivot = rows[best];
  const other = rows[unknown];
  if (pivot === undefined || other === undefined || sizeOf(best) < 1e-9) return undefined;
  rows[best] = other;
  rows[unknown] = pivot;
  return pivot;
}
