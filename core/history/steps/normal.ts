/** Beyond this many deviations the distribution is 0 or 1 to nine digits. */
const FAR = 6;

/** Standard normal distribution function, to 1e-7. Abramowitz and Stegun, 26.2.17. */
export function normalBelow(x: number): number {
  if (x < -FAR) return 0;
  if (x > FAR) return 1;
  const t = 1 / (1 + 0.2316419 * Math.abs(x));
  const series =
    t *
    (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  const tail = (series * Math.exp((-x * x) / 2)) / Math.sqrt(2 * Math.PI);
  return x > 0 ? 1 - tail : tail;
}
