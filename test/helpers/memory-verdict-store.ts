import type { RowKey } from "../../core/contracts/object-keys.ts";
import { LATEST } from "../../core/contracts/object-keys.ts";
import { Verdict } from "../../core/contracts/verdict.ts";
import type { PutOutcome, VerdictFilter, VerdictStore } from "../../core/ports.ts";

/** The table as a map: one conditional write per put, as the real store does it. */
export class MemoryVerdictStore implements VerdictStore {
  readonly #rows = new Map<string, { readonly row: RowKey; readonly verdict: Verdict }>();

  async put(row: RowKey, verdict: Verdict): Promise<PutOutcome> {
    const name = JSON.stringify([row.object, row.version]);
    const stored = this.#rows.get(name)?.verdict;
    if (stored && verdict.order <= stored.order) return { outcome: "superseded", stored };
    this.#rows.set(name, { row, verdict: Verdict.parse(verdict) });
    return { outcome: "written" };
  }

  async get(row: RowKey): Promise<Verdict | undefined> {
    return this.#rows.get(JSON.stringify([row.object, row.version]))?.verdict;
  }

  async *list({ bucket, state }: VerdictFilter = {}): AsyncGenerator<Verdict> {
    for (const { row, verdict } of this.#rows.values()) {
      if (row.version !== LATEST) continue;
      if (bucket !== undefined && verdict.object.bucket !== bucket) continue;
      if (state === undefined || verdict.state === state) yield verdict;
    }
  }

  /** Every row by its sort key, for comparing whole tables. */
  rows(): Record<string, Verdict> {
    const entries = [...this.#rows.values()].map(({ row, verdict }) => [row.version, verdict]);
    return Object.fromEntries(entries);
  }
}
