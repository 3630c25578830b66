import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Figures, readFigures } from "./card/card-figures.ts";
import { copiesTable } from "./card/copies-tables.ts";
import { fillTables, type Tables } from "./card/fill-tables.ts";
import { authenticTable, editsTable, resavedTable } from "./card/history-tables.ts";
import {
  decisionsTable,
  flaggedTable,
  goalsTable,
  networkTable,
  operationsTable,
  pixelsTable,
  robustnessTable,
  scoresTable,
  thresholdsTable,
} from "./card/network-tables.ts";
import { summaryTable } from "./card/summary-table.ts";

const ROOT = fileURLToPath(new URL("..", import.meta.url));

/** The documents with tables of committed figures. */
export const BOOKS = [
  "README.md",
  "docs/model-card.md",
  "docs/experiments/0024-robustness.md",
  "docs/experiments/0030-history-0.11.0.md",
  "docs/experiments/0033-pixels-of-0.10.0.md",
  "docs/experiments/0034-decisions-of-0.10.0.md",
  "docs/experiments/0035-goals-of-0.10.0.md",
];

/** Every table that a book may hold, by the name of its block. */
export function tablesOfFigures(figures: Figures): Tables {
  const { report, edits, resaved, authentic, authenticTest, robustness, grid, goals } = figures;
  const { copies } = figures;
  return {
    summary: summaryTable(figures),
    edits: editsTable(edits),
    resaved: resavedTable(resaved),
    authentic: authenticTable(authentic),
    "authentic-test": authenticTable(authenticTest),
    copies: copiesTable(copies),
    network: networkTable(report),
    operations: operationsTable(report),
    thresholds: thresholdsTable(report),
    goals: goalsTable(goals, report, robustness),
    robustness: robustnessTable(robustness),
    "robustness-grid": robustnessTable(grid),
    pixels: pixelsTable(report),
    scores: scoresTable(report),
    flagged: flaggedTable(report),
    decisions: decisionsTable(report),
  };
}

/** A book's text with its tables made anew. */
export async function withFreshTables(book: string): Promise<string> {
  const tables = tablesOfFigures(await readFigures(ROOT));
  return fillTables(await readFile(join(ROOT, book), "utf8"), tables);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const book of BOOKS) await writeFile(join(ROOT, book), await withFreshTables(book));
}
