const FEWEST_DECIMALS = 3;
const MOST_DECIMALS = 9;

/**
 * Two numbers and their distance with as many decimals as tell them apart: rounded alike, a score
 * would stand on both sides of its threshold.
 */
export function apart(a: number, b: number): readonly [string, string, string] {
  for (let decimals = FEWEST_DECIMALS; ; decimals++) {
    const [shownA, shownB] = [a.toFixed(decimals), b.toFixed(decimals)];
    if (shownA === shownB && a !== b && decimals < MOST_DECIMALS) continue;
    return [shownA, shownB, Math.abs(a - b).toFixed(decimals)];
  }
}
