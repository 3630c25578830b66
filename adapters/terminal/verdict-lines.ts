import { join } from "node:path";
import Table from "cli-table3";
import { decidingScoreOf, type Verdict } from "../../core/contracts/verdict.ts";
import type { WitnessName } from "../../core/contracts/witnesses.ts";
import { NO_PAINT, type Paint } from "./colours.ts";
import { PLAIN } from "./plain-table.ts";
import { printable } from "./printable.ts";

const HEAD = ["file", "label", "by", "score", "area", "ms", "mask"];

/** What it means that this witness decided, in plain words; what the network sees needs none. */
const MEANING: { readonly [Name in WitnessName]: string | undefined } = {
  network: undefined,
  history:
    "by history: this region does not share the compression history of the rest; it was most likely added or changed after the picture was first saved",
  copies:
    "by copies: two regions of this picture have the same pixels; one was most likely copied over the other place",
};

/**
 * Verdicts for people: a table, a line for each that is no scan, with its reason, and one for what a
 * witness means that decided.
 *
 * @param maskFolder where the bucket of a mask lies on this machine.
 */
export function verdictTable(
  verdicts: readonly Verdict[],
  maskFolder: (bucket: string) => string,
  paint: Paint = NO_PAINT,
): string {
  const table = new Table({
    ...PLAIN,
    head: HEAD,
    colAligns: ["left", "left", "left", "right", "right", "right", "left"],
  });
  table.push(
    ...verdicts.map((verdict) => cellsOf(verdict, maskFolder).map(painter(verdict, paint))),
  );
  return [table.toString(), ...verdicts.flatMap(reasonOf), ...meaningsOf(verdicts)].join("\n");
}

/** Paints the cell that says what became of it. */
function painter(verdict: Verdict, paint: Paint) {
  const isFlagged = verdict.state === "scanned" && verdict.label === "manipulated";
  const isQuiet = verdict.state === "deleted" || (verdict.state === "scanned" && !isFlagged);
  return (cell: string, column: number) => {
    if (isQuiet || HEAD[column] !== "label") return cell;
    return paint(isFlagged ? "alarm" : "trouble", cell);
  };
}

/** One verdict as one line, and one more for its reason or for what it means. */
export function verdictLines(verdict: Verdict, maskFolder: (bucket: string) => string): string {
  const cells = cellsOf(verdict, maskFolder).filter((cell) => cell !== "");
  return [cells.join("  "), ...reasonOf(verdict), ...meaningsOf([verdict])].join("\n");
}

function cellsOf(verdict: Verdict, maskFolder: (bucket: string) => string): string[] {
  const file = printable(verdict.object.key);
  if (verdict.state === "deleted") return [file, "deleted", "", "", "", "", ""];
  if (verdict.state !== "scanned")
    return [file, verdict.state, "", "", "", "", verdict.reason.code];
  const { label, decidedBy = "", manipulatedFraction, timings, mask } = verdict;
  const { score } = decidingScoreOf(verdict);
  const area = `${(100 * manipulatedFraction).toFixed(1)} %`;
  const path = printable(join(maskFolder(mask.bucket), mask.key));
  return [file, label, decidedBy, score.toFixed(3), area, timings.totalMs.toFixed(0), path];
}

/** Of each witness that decided about one of them, once. */
function meaningsOf(verdicts: readonly Verdict[]): string[] {
  const deciding = verdicts.map((verdict) =>
    verdict.state === "scanned" ? verdict.decidedBy : undefined,
  );
  const meanings = [...new Set(deciding)].map((name) => name && MEANING[name]);
  return meanings.filter((meaning) => meaning !== undefined);
}

function reasonOf(verdict: Verdict): string[] {
  if (verdict.state !== "failed" && verdict.state !== "skipped") return [];
  return [`${printable(verdict.object.key)}: ${printable(verdict.reason.message)}`];
}
