/** Keys that a verdict is expected of. */
export class AwaitedKeys {
  readonly #keys = new Set<string>();
  #wake = () => {};

  get size(): number {
    return this.#keys.size;
  }

  keys(): Iterable<string> {
    return this.#keys.keys();
  }

  /** Call before the job can be on the queue: its verdict may come at any time then. */
  expect(key: string): void {
    this.#keys.add(key);
  }

  /** Harmless for a key that nobody waits for. */
  settle(key: string): void {
    this.#keys.delete(key);
    if (this.size === 0) this.#wake();
  }

  /** Resolves as soon as nothing is expected. */
  async settled(): Promise<void> {
    if (this.size === 0) return;
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
    });
  }
}
