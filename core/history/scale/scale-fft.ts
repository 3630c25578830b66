/**
 * Discrete Fourier transform in place, of a complex signal whose length is a power of two. Radix 2,
 * decimation in time: J. W. Cooley and J. W. Tukey, 1965.
 */
export function transformSignal(real: Float64Array, imaginary: Float64Array): void {
  reverseBits(real, imaginary);
  const { length } = real;
  for (let half = 1; half < length; half *= 2) {
    for (let i = 0; i < half; i++) {
      const turn = (-Math.PI * i) / half;
      addPairs({ real, imaginary }, { first: i, half, x: Math.cos(turn), y: Math.sin(turn) });
    }
  }
}

interface Signal {
  readonly real: Float64Array;
  readonly imaginary: Float64Array;
}

/** Pairs `half` apart, the second turned by x + iy, become their sum and their difference. */
function addPairs(
  { real, imaginary }: Signal,
  { first, half, x, y }: { first: number; half: number; x: number; y: number },
): void {
  for (let at = first; at < real.length; at += 2 * half) {
    const [a, b] = [real[at + half] ?? 0, imaginary[at + half] ?? 0];
    const [turnedA, turnedB] = [a * x - b * y, a * y + b * x];
    real[at + half] = (real[at] ?? 0) - turnedA;
    imaginary[at + half] = (imaginary[at] ?? 0) - turnedB;
    real[at] = (real[at] ?? 0) + turnedA;
    imaginary[at] = (imaginary[at] ?? 0) + turnedB;
  }
}

function reverseBits(real: Float64Array, imaginary: Float64Array): void {
  const { length } = real;
  for (let i = 1, j = 0; i < length; i++) {
    let bit = length >> 1;
    for (; (j & bit) !== 0; bit >>= 1) j ^= bit;
    j |= bit;
    if (i >= j) continue;
    const [x, y] = [real[i] ?? 0, imaginary[i] ?? 0];
    real[i] = real[j] ?? 0;
    imaginary[i] = imaginary[j] ?? 0;
    real[j] = x;
    imaginary[j] = y;
  }
}
