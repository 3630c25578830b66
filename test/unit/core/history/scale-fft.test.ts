import { expect, it } from "vitest";
import { transformSignal } from "../../../../core/history/scale/scale-fft.ts";

it("the transform is the sum that defines it", () => {
  const length = 16;
  const signal = Array.from({ length }, (_, i) => ({ x: (i * 37) % 11, y: (i * 53) % 7 }));
  const real = Float64Array.from(signal, ({ x }) => x);
  const imaginary = Float64Array.from(signal, ({ y }) => y);
  transformSignal(real, imaginary);
  for (let k = 0; k < length; k++) {
    const turns = signal.map((value, i) => ({ ...value, angle: (-2 * Math.PI * i * k) / length }));
    const sum = (term: (value: (typeof turns)[number]) => number) =>
      turns.reduce((total, value) => total + term(value), 0);
    const x = sum((v) => v.x * Math.cos(v.angle) - v.y * Math.sin(v.angle));
    const y = sum((v) => v.x * Math.sin(v.angle) + v.y * Math.cos(v.angle));
    expect(real[k]).toBeCloseTo(x, 9);
    expect(imaginary[k]).toBeCloseTo(y, 9);
  }
});
