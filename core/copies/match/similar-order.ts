import { indexOf, ranksOf } from "./channel-ranks.ts";
import { CHANNELS, type FeatureMap } from "./feature-map.ts";
import { placeOf } from "./source-bit.ts";

/** Channels by which pixels are sorted: three coarsely, then one finely. */
export type SortChannels = readonly [coarse: number, number, number, fine: number];

/** Of 16: a coarse class is of the upper four, a fine one of the upper twelve. */
const FINE_SHIFT = 4;
const FINE_BITS = 12;
const KEY_BITS = 24;
const DIGIT_BITS = 8;
const DIGITS = 1 << DIGIT_BITS;

/** Pixels, and by what each is sorted. */
interface Keyed {
  readonly keys: Uint32Array;
  readonly pixels: Uint32Array;
}

/**
 * Puts pixels that look alike next to each other: sorted by three channels in 16 classes of equal
 * size each, and within them by a fourth. Of two pixels that are alike but for noise, far more come
 * to lie side by side than by one random projection.
 */
export class SimilarOrder {
  readonly #features: FeatureMap;
  readonly #pixels: Uint32Array;
  #front: Keyed;
  #back: Keyed;

  /** @param pixels their places on the picture, some with SOURCE_BIT, which they keep. */
  constructor(features: FeatureMap, pixels: Uint32Array) {
    this.#features = features;
    this.#pixels = pixels;
    const empty = () => new Uint32Array(pixels.length);
    this.#front = { keys: empty(), pixels: empty() };
    this.#back = { keys: empty(), pixels: empty() };
  }

  /** The pixels in their order, until the next one is asked for. */
  by(channels: SortChannels): Uint32Array {
    this.#front.pixels.set(this.#pixels);
    writeKeys(this.#features, this.#front, channels);
    for (let shift = 0; shift < KEY_BITS; shift += DIGIT_BITS) {
      sortByDigit(this.#front, this.#back, shift);
      [this.#front, this.#back] = [this.#back, this.#front];
    }
    return this.#front.pixels;
  }
}

function writeKeys(features: FeatureMap, { keys, pixels }: Keyed, channels: SortChannels): void {
  const { values } = features;
  const [a, b, c, d] = channels;
  const first = ranksOf(features, pixels, a);
  const second = ranksOf(features, pixels, b);
  const third = ranksOf(features, pixels, c);
  const fine = ranksOf(features, pixels, d);
  for (let i = 0; i < keys.length; i++) {
    const place = placeOf(pixels[i] ?? 0) * CHANNELS;
    const upper = (first[indexOf(values[place + a] ?? 0)] ?? 0) & 0xf000;
    const middle = (second[indexOf(values[place + b] ?? 0)] ?? 0) & 0xf000;
    const lower = third[indexOf(values[place + c] ?? 0)] ?? 0;
    const last = fine[indexOf(values[place + d] ?? 0)] ?? 0;
    const coarse = (upper >> 4) | (middle >> 8) | (lower >> 12);
    keys[i] = (coarse << FINE_BITS) | (last >> FINE_SHIFT);
  }
}

/** Stably. */
function sortByDigit({ keys, pixels }: Keyed, to: Keyed, shift: number): void {
  const starts = startsOf(keys, shift);
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i] ?? 0;
    const digit = (key >>> shift) & (DIGITS - 1);
    const at = starts[digit] ?? 0;
    to.keys[at] = key;
    to.pixels[at] = pixels[i] ?? 0;
    starts[digit] = at + 1;
  }
}

function startsOf(keys: Uint32Array, shift: number): Uint32Array {
  const starts = new Uint32Array(DIGITS + 1);
  for (let i = 0; i < keys.length; i++) {
    const digit = ((keys[i] ?? 0) >>> shift) & (DIGITS - 1);
    starts[digit + 1] = (starts[digit + 1] ?? 0) + 1;
  }
  for (let digit = 0; digit < DIGITS; digit++) {
    starts[digit + 1] = (starts[digit + 1] ?? 0) + (starts[digit] ?? 0);
  }
  return starts;
}
