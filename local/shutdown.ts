/** The way back: what was started last stops first. */
export class Shutdown {
  readonly #steps: (() => unknown)[] = [];

  /** @param step may return a promise; it is called once, whether or not what follows was started. */
  add(step: () => unknown): void {
    this.#steps.push(step);
  }

  /** @throws AggregateError when steps failed; the others were taken all the same. */
  async run(): Promise<void> {
    const errors: unknown[] = [];
    for (let step = this.#steps.pop(); step !== undefined; step = this.#steps.pop()) {
      try {
        await step();
      } catch (error) {
        errors.push(error);
      }
    }
    if (errors.length > 0) throw new AggregateError(errors, "the system did not stop cleanly");
  }
}
