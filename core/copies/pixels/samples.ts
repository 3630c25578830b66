import type { Pixels } from "./morphology.ts";

/** What a quantile is taken of, at most. */
const MAX_SORTED = 4000;

/** Every n-th of them, so that there are no more than `most`. */
export function evenSample<Item>(items: readonly Item[], most: number): readonly Item[] {
  const step = Math.ceil(items.length / most);
  return step <= 1 ? items : items.filter((_, i) => i % step === 0);
}

/** Places of the pixels that belong, in order. */
export function indicesOf(
  pixels: Pixels,
  isWanted: (at: number) => boolean = () => true,
): readonly number[] {
  const found: number[] = [];
  for (let at = 0; at < pixels.length; at++) {
    if (pixels[at] === 1 && isWanted(at)) found.push(at);
  }
  return found;
}

/** Of a sample. */
export function medianOf(at: readonly number[], value: (at: number) => number): number {
  return quantileOf(at, 0.5, value);
}

/** @param share of the values that are smaller. */
export function quantileOf(
  at: readonly number[],
  share: number,
  value: (at: number) => number,
): number {
  const sample = Float64Array.from(evenSample(at, MAX_SORTED), value).sort();
  return sample[Math.floor(share * (sample.length - 1))] ?? 0;
}
