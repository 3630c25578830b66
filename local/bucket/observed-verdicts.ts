import { LATEST } from "../../core/contracts/object-keys.ts";
import type { Verdict } from "../../core/contracts/verdict.ts";
import type { VerdictStore } from "../../core/ports.ts";

/** The same store; tells what stands under a key whenever a verdict about it came in. */
export function observeVerdicts(
  store: VerdictStore,
  onCurrent: (verdict: Verdict) => void,
): VerdictStore {
  return {
    get: (row) => store.get(row),
    list: (filter) => store.list(filter),
    async put(row, verdict) {
      const put = await store.put(row, verdict);
      if (row.version === LATEST) onCurrent(put.outcome === "written" ? verdict : put.stored);
      return put;
    },
  };
}
