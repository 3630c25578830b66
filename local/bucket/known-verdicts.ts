import type { ListedVerdict } from "../../core/api/verdict-list.ts";
import { listedAtOf } from "../../core/contracts/listing.ts";
import { LATEST, latestRow, type RowKey } from "../../core/contracts/object-keys.ts";
import type { Verdict } from "../../core/contracts/verdict.ts";
import type { PutOutcome, VerdictFilter, VerdictStore } from "../../core/ports.ts";

/** Told what stands under a key whenever a verdict about it came in. */
type OnCurrent = (verdict: Verdict) => unknown;

/**
 * A store with what stands under each key at hand, in memory: some 3 kB a verdict. Nobody else may
 * write to the table meanwhile.
 */
export class KnownVerdicts implements VerdictStore {
  readonly #store: VerdictStore;
  readonly #onCurrent: OnCurrent;
  readonly #known = new Map<string, ListedVerdict>();
  #newestFirst: readonly ListedVerdict[] | undefined;

  private constructor(store: VerdictStore, onCurrent: OnCurrent) {
    this.#store = store;
    this.#onCurrent = onCurrent;
  }

  static async over(store: VerdictStore, onCurrent: OnCurrent): Promise<KnownVerdicts> {
    const known = new KnownVerdicts(store, onCurrent);
    for await (const verdict of store.list()) known.#remember(verdict);
    return known;
  }

  get(row: RowKey): Promise<Verdict | undefined> {
    return this.#store.get(row);
  }

  async put(row: RowKey, verdict: Verdict): Promise<PutOutcome> {
    const put = await this.#store.put(row, verdict);
    if (row.version !== LATEST) return put;
    const current = put.outcome === "written" ? verdict : put.stored;
    this.#remember(current);
    await this.#onCurrent(current);
    return put;
  }

  async *list({ bucket, state }: VerdictFilter = {}): AsyncGenerator<Verdict> {
    for (const { verdict } of [...this.#known.values()]) {
      if (bucket !== undefined && verdict.object.bucket !== bucket) continue;
      if (state === undefined || verdict.state === state) yield verdict;
    }
  }

  newestFirst(): readonly ListedVerdict[] {
    this.#newestFirst ??= [...this.#known.values()].sort((a, b) =>
      a.listedAt < b.listedAt ? 1 : -1,
    );
    return this.#newestFirst;
  }

  /** Answers may overtake each other: what is remembered is never replaced by an older one. */
  #remember(verdict: Verdict): void {
    const { object } = latestRow(verdict.object);
    const before = this.#known.get(object)?.verdict;
    if (before !== undefined && before.order > verdict.order) return;
    this.#known.set(object, { listedAt: listedAtOf(verdict), verdict });
    this.#newestFirst = undefined;
  }
}
