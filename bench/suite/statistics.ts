/** @throws RangeError for no values. */
export const median = (values: readonly number[]) => quantile(values, 0.5);

/** The value below which the share lies, linear between two. @throws RangeError for no values. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const at = share * (sorted.length - 1);
  const [below, above] = [sorted[Math.floor(at)], sorted[Math.ceil(at)]];
  if (below === undefined || above === undefined) throw new RangeError("expected values");
  return below + (above - below) * (at - Math.floor(at));
}
