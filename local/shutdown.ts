/** The way back: what was started last stops first. */
export class Shutdown {
  readonly #steps: (() => unknown)[] = [];

  /** @param step may return a promise; it is called once, whether or not what follows was started. */
  add(step: () => unknown): void {
    this.#steps.push(step);
  }

  async run(): Promise<void> {
    for (let step = this.#steps.pop(); step !== undefined; step = this.#steps.pop()) await step();
  }
}
