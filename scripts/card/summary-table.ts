import type { Figures } from "./card-figures.ts";
import { fraction, markdownTable, percent } from "./markdown-table.ts";
import { isThere, setOf } from "./network-tables.ts";

/** The few figures with which a reader begins: of all witnesses together, then of each alone. */
export function summaryTable({ report, authentic, together }: Figures): string {
  const [all] = together.detectors;
  const edited = `${all.mean.count}`;
  const forge = setOf(report, "test");
  const photographs = setOf(report, "test-honest");
  return markdownTable(
    ["who", "measured on", "n", ""],
    [
      ["all", `real edits of ${all.kinds.length} kinds: pixel F1`, edited, fraction(all.mean.f1)],
      ["all", "the same: share found, mean over kinds", edited, fraction(all.mean.found)],
      ["all", "the same: image AUC", edited, fraction(all.mean.imageAuc)],
      [
        "all",
        "authentic files beside them: flagged",
        `${all.flaggedAuthentic.count}`,
        percent(all.flaggedAuthentic.share),
      ],
      [
        "history",
        "authentic files, as they are and saved again: flagged",
        `${authentic.all.count}`,
        percent(authentic.all.share),
      ],
      [
        "network",
        "edits made by the forge: pixel F1",
        `${forge.manipulatedCount}`,
        isThere(forge.pixel).f1.value.toFixed(3),
      ],
      [
        "network",
        "the same: share found",
        `${forge.manipulatedCount}`,
        percent(isThere(forge.robustScore.truePositiveRate)),
      ],
      [
        "network",
        "authentic photographs, as they are and processed: flagged",
        `${photographs.authenticCount}`,
        percent(photographs.robustScore.falsePositiveRate),
      ],
    ],
  );
}
