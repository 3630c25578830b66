import { join } from "node:path";
import Table from "cli-table3";
import type { Verdict } from "../../core/contracts/verdict.ts";
import { PLAIN } from "./plain-table.ts";
import { printable } from "./printable.ts";

const HEAD = ["file", "label", "score", "area", "ms", "mask"];

/**
 * Verdicts for people: a table, then a line for each that is no scan, with its reason.
 *
 * @param maskFolder where the bucket of a mask lies on this machine.
 */
export function verdictTable(
  verdicts: readonly Verdict[],
  maskFolder: (bucket: string) => string,
): string {
  const table = new Table({
    ...PLAIN,
    head: HEAD,
    colAligns: ["left", "left", "right", "right", "right", "left"],
  });
  table.push(...verdicts.map((verdict) => cellsOf(verdict, maskFolder)));
  return [table.toString(), ...verdicts.flatMap(reasonOf)].join("\n");
}

/** One verdict as one line, and one more for its reason. */
export function verdictLines(verdict: Verdict, maskFolder: (bucket: string) => string): string {
  const cells = cellsOf(verdict, maskFolder).filter((cell) => cell !== "");
  return [cells.join("  "), ...reasonOf(verdict)].join("\n");
}

function cellsOf(verdict: Verdict, maskFolder: (bucket: string) => string): string[] {
  const file = printable(verdict.object.key);
  if (verdict.state === "deleted") return [file, "deleted", "", "", "", ""];
  if (verdict.state !== "scanned") return [file, verdict.state, "", "", "", verdict.reason.code];
  const { label, threshold, manipulatedFraction, timings, mask } = verdict;
  // The one that the label comes from.
  const score = verdict[threshold.decidedBy];
  const area = `${(100 * manipulatedFraction).toFixed(1)} %`;
  const path = printable(join(maskFolder(mask.bucket), mask.key));
  return [file, label, score.toFixed(3), area, timings.totalMs.toFixed(0), path];
}

function reasonOf(verdict: Verdict): string[] {
  if (verdict.state !== "failed" && verdict.state !== "skipped") return [];
  return [`${printable(verdict.object.key)}: ${printable(verdict.reason.message)}`];
}
