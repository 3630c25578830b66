import { listedAtOf, listingKeyOf } from "../../../core/contracts/listing.ts";
import type { RowKey } from "../../../core/contracts/object-keys.ts";
import { LATEST } from "../../../core/contracts/object-keys.ts";
import { Verdict } from "../../../core/contracts/verdict.ts";
import type {
  PutOutcome,
  VerdictFilter,
  VerdictIndex,
  VerdictPage,
  VerdictStore,
} from "../../../core/ports.ts";
import { collect } from "../collect.ts";

/** The table as a map: one conditional write per put, as the real store does it. */
export class MemoryVerdictStore implements VerdictStore, VerdictIndex {
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

  async page({ partition, before, limit }: VerdictPage): Promise<readonly Verdict[]> {
    const listed = await collect(this.list());
    return listed
      .filter((verdict) => {
        const place = listingKeyOf(verdict, "all");
        return place?.listedUnder === partition && place.listedAt < before;
      })
      .sort((a, b) => (listedAtOf(a) < listedAtOf(b) ? 1 : -1))
      .slice(0, limit);
  }

  /** Every row by its sort key, for comparing whole tables that are about one object. */
  rows(): Record<string, Verdict> {
    const entries = [...this.#rows.values()].map(({ row, verdict }) => [row.version, verdict]);
    return Object.fromEntries(entries);
  }

  /** What every row says, of all objects. */
  all(): readonly Verdict[] {
    return [...this.#rows.values()].map(({ verdict }) => verdict);
  }
}
