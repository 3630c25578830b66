import type { Authentic, Edits, Resaved } from "./card-figures.ts";
import { fraction, markdownTable } from "./markdown-table.ts";

/** The ruler: what history finds of each kind of real edits. */
export function editsTable({ kinds, mean, authentic }: Edits): string {
  const head = ["kind", "n", "pixel F1 at 0.5, native", "pixel AUC", "found"];
  const { flagged, count } = authentic;
  return markdownTable(head, [
    ...kinds.map((one) => [
      one.kind,
      `${one.count}`,
      fraction(one.f1),
      one.auc.toFixed(3),
      one.found.toFixed(2),
    ]),
    [
      `**mean over ${mean.kinds} kinds**`,
      `${mean.count}`,
      `**${mean.f1.toFixed(3)}**`,
      "",
      `**${mean.found.toFixed(2)}**; authentic flagged ${flagged} of ${count}`,
    ],
  ]);
}

/** What is left of it after the file is saved once more. */
export const resavedTable = ({ rows }: Resaved): string =>
  markdownTable(
    ["pixel F1", ...rows.map(({ handling }) => handling)],
    [["mean of six kinds", ...rows.map(({ f1 }) => f1.toFixed(3))]],
  );

/** False alarms of history: kinds of files down, what was done to them across. */
export function authenticTable({ sets, all }: Authentic): string {
  const files = [...new Set(sets.map((set) => set.files))];
  const handlings = [...new Set(sets.map((set) => set.handling))];
  const cell = (file: string, handling: string) => {
    const set = sets.find((one) => one.files === file && one.handling === handling);
    return set === undefined ? "" : `${set.flagged} of ${set.count}`;
  };
  const rows = files.map((file) => [file, ...handlings.map((handling) => cell(file, handling))]);
  const flagged = sets.reduce((sum, set) => sum + set.flagged, 0);
  const total = `**${flagged} of ${all.count}**: ${fraction(all.share)}`;
  const last = ["**all**", total, ...handlings.slice(1).map(() => "")];
  return markdownTable(["flagged of authentic", ...handlings], [...rows, last]);
}
