/** Correlation of pairs of values, summed up one by one. */
export class Correlation {
  #count = 0;
  #a = 0;
  #b = 0;
  #aa = 0;
  #bb = 0;
  #ab = 0;

  add(a: number, b: number): void {
    this.#count++;
    this.#a += a;
    this.#b += b;
    this.#aa += a * a;
    this.#bb += b * b;
    this.#ab += a * b;
  }

  get count(): number {
    return this.#count;
  }

  /** Of the first of each pair. */
  get firstVariance(): number {
    return this.#aa / this.#count - (this.#a / this.#count) ** 2;
  }

  /** In [−1, 1]; 0 where one side does not vary. */
  get value(): number {
    const n = this.#count;
    const variances = (this.#aa - (this.#a * this.#a) / n) * (this.#bb - (this.#b * this.#b) / n);
    return variances > 1e-9 ? (this.#ab - (this.#a * this.#b) / n) / Math.sqrt(variances) : 0;
  }
}
