import type { Luma } from "../luma.ts";
import { transformSignal } from "./scale-fft.ts";
import { profilesOf } from "./scale-profile.ts";

/** Factors that are looked for, both axes the same. */
const MIN_SCALE = 0.35;
const MAX_SCALE = 1.7;
/** ln of the factor nearest to 1 that counts as one. */
const MIN_LOG_SCALE = 0.03;
/** Candidates lie this far apart, as logarithms: the vote sees what lies between. */
const DISTANCE = 0.004;
/** Zeros are added until the spectrum has this many places for each that it needs. */
const OVERSAMPLING = 8;
/** From factor to factor a profile of this many pixels, by its length, as logarithms. */
const LOG_STEP_PX = 0.4;
/** Harmonics of the blocks. The eighth is also what interpolation itself leaves. */
const HARMONICS = [1, 2, 3, 4, 5, 6, 7, 8];
/** Weight of a harmonic below half a cycle a pixel; beyond it is folded back, and fainter. */
const DIRECT_WEIGHT = 2;
/** Harmonics that are missing tell little: their logarithm is at least this. */
const MIN_LOG_AMPLITUDE = -0.5;
/** Slower than this, in cycles a pixel, is the picture; nearer to 1/2 than this both folds mix. */
const SLOWEST = 0.02;
const NYQUIST_MARGIN = 0.015;
/** Width of the peaks of the picture's own grid, in cycles over its shorter side. */
const OWN_PEAK = 1.5;

/**
 * Factors by which a JPEG may have been scaled, the likeliest first. Edges of its blocks, 8 pixels
 * apart, lie 8·factor apart then, and show in the spectrum of the differences between pixels as
 * harmonics of 1/(8·factor). Multiples of 1/8 are left out: a JPEG saved afterwards has them all.
 */
export function scaleCandidates(luma: Luma, count: number): readonly number[] {
  const shorter = Math.min(luma.width, luma.height);
  const spectra = logSpectraOf(luma);
  const step = LOG_STEP_PX / Math.max(luma.width, luma.height);
  const first = Math.log(MIN_SCALE);
  const places = Array.from(
    { length: Math.floor(Math.log(MAX_SCALE / MIN_SCALE) / step) },
    (_, i) => {
      const log = first + i * step;
      return { log, strength: strengthOf(spectra, Math.exp(log), OWN_PEAK / shorter) };
    },
  );
  return strongest(places, count).map(({ log }) => Math.exp(log));
}

interface Place {
  readonly log: number;
  readonly strength: number;
}

function strongest(places: readonly Place[], count: number): readonly Place[] {
  const chosen: Place[] = [];
  for (const place of places.toSorted((a, b) => b.strength - a.strength)) {
    if (chosen.length === count) break;
    const isFree = chosen.every(({ log }) => Math.abs(log - place.log) >= DISTANCE);
    if (isFree && Math.abs(place.log) >= MIN_LOG_SCALE) chosen.push(place);
  }
  return chosen;
}

/** Sum over the harmonics, by the deviation that it would have without any. */
function strengthOf(spectra: readonly Float32Array[], scale: number, ownPeak: number): number {
  let sum = 0;
  let squares = 0;
  for (const harmonic of HARMONICS) {
    const exact = harmonic / (8 * scale);
    const frequency = Math.abs(exact - Math.round(exact));
    const isOwn = Math.abs(frequency - Math.round(8 * frequency) / 8) < ownPeak;
    if (isOwn || frequency < SLOWEST || frequency > 0.5 - NYQUIST_MARGIN) continue;
    const weight = exact < 0.5 ? DIRECT_WEIGHT : 1;
    squares += weight * weight;
    for (const spectrum of spectra) {
      sum += weight * (spectrum[Math.round(2 * frequency * (spectrum.length - 1))] ?? 0);
    }
  }
  return squares === 0 ? 0 : sum / Math.sqrt(squares);
}

/** Logarithms of the amplitudes from 0 to half a cycle a pixel, less their median, of both axes. */
function logSpectraOf(luma: Luma): readonly Float32Array[] {
  const { across, down } = profilesOf(luma);
  const needed = OVERSAMPLING * Math.max(across.length, down.length);
  const length = 2 ** Math.ceil(Math.log2(needed));
  const [real, imaginary] = [new Float64Array(length), new Float64Array(length)];
  real.set(across);
  imaginary.set(down);
  transformSignal(real, imaginary);
  // Both at once: the spectrum of a real signal is even in its real part and odd in its other.
  const amplitudes = [new Float32Array(length / 2 + 1), new Float32Array(length / 2 + 1)] as const;
  for (let i = 0; i <= length / 2; i++) {
    const mirror = (length - i) % length;
    const [x, y] = [real[i] ?? 0, imaginary[i] ?? 0];
    const [mirrorX, mirrorY] = [real[mirror] ?? 0, imaginary[mirror] ?? 0];
    amplitudes[0][i] = Math.hypot(x + mirrorX, y - mirrorY);
    amplitudes[1][i] = Math.hypot(y + mirrorY, mirrorX - x);
  }
  return amplitudes.map(logarithms);
}

function logarithms(amplitudes: Float32Array): Float32Array {
  const median = amplitudes.toSorted()[amplitudes.length >> 1] ?? 0;
  if (median === 0) return new Float32Array(amplitudes.length);
  return amplitudes.map((amplitude) => Math.max(Math.log(amplitude / median), MIN_LOG_AMPLITUDE));
}
