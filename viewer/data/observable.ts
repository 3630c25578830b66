import { useEffect, useReducer } from "preact/hooks";

/** Something that changes, and tells those who look at it. */
export abstract class Observable {
  readonly #watchers = new Set<() => void>();

  /** @returns how to stop watching. */
  watch(watcher: () => void): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  protected changed(): void {
    for (const watcher of this.#watchers) watcher();
  }
}

/** Renders again whenever it changes. */
export function useObserved<T extends Observable>(observed: T): T {
  const [, render] = useReducer((count: number) => count + 1, 0);
  useEffect(() => observed.watch(() => render(undefined)), [observed]);
  return observed;
}
