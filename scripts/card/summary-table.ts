import type { Figures } from "./card-figures.ts";
import { markdownTable, percent } from "./markdown-table.ts";
import { isThere, setOf } from "./network-tables.ts";

/** The few figures with which a reader begins, each of one witness alone. */
export function summaryTable({ report, edits, authentic }: Figures): string {
  const { kinds, count, f1, found } = edits.mean;
  const { flagged, count: beside } = edits.authentic;
  const forge = setOf(report, "test");
  const photographs = setOf(report, "test-honest");
  return markdownTable(
    ["alone", "measured on", "n", ""],
    [
      ["history", `real edits of ${kinds} kinds: pixel F1`, `${count}`, f1.toFixed(3)],
      ["history", "the same: share found, mean over kinds", `${count}`, found.toFixed(2)],
      ["history", "authentic files beside them: flagged", `${beside}`, `${flagged}`],
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
