import stringWidth from "string-width";
import { ListingClass, listingClassOf } from "../../core/contracts/listing.ts";
import type { Verdict } from "../../core/contracts/verdict.ts";
import type { WitnessName } from "../../core/contracts/witnesses.ts";
import { FOUND, toldApart } from "../../core/explain/witness-sentences.ts";
import { type Emphasis, NO_PAINT, type Paint } from "./colours.ts";
import { fittedName, padded } from "./fitted-name.ts";
import { printable } from "./printable.ts";

/** After the file's name: the names of the verdict's fields, in words. */
const COLUMNS = [
  { head: "label", width: 11 },
  { head: "decided by", width: 10 },
  { head: "score", width: 7, isNumber: true },
  { head: "threshold", width: 9, isNumber: true },
  { head: "area", width: 7, isNumber: true },
] as const;
const GAP = "  ";
const REST_WIDTH = COLUMNS.reduce((sum, { width }) => sum + GAP.length + width, 0);
/** In a terminal: names that come later may be longer than those that are known. */
const USUAL_FILE_WIDTH = 80 - REST_WIDTH;
const MIN_FILE_WIDTH = 12;

/** How rows are written one by one and stand below each other all the same. */
export interface RowLayout {
  /** Columns of the terminal that the file's name takes. */
  readonly fileWidth: number;
  /** Whether a longer name is shortened; where nobody looks it stays whole. */
  readonly isFitted: boolean;
}

/**
 * @param names of the files that are known of.
 * @param columns of the terminal; undefined where there is none.
 */
export function rowLayoutFor(names: Iterable<string>, columns: number | undefined): RowLayout {
  let longest = columns === undefined ? MIN_FILE_WIDTH : USUAL_FILE_WIDTH;
  for (const name of names) longest = Math.max(longest, stringWidth(printable(name)));
  const room = columns === undefined ? longest : Math.max(MIN_FILE_WIDTH, columns - REST_WIDTH);
  return { fileWidth: Math.min(longest, room), isFitted: columns !== undefined };
}

export function headRow(layout: RowLayout): string {
  return rowOf(["file", ...COLUMNS.map(({ head }) => head)], layout);
}

/** One verdict as one line. */
export function verdictRow(verdict: Verdict, layout: RowLayout, paint: Paint = NO_PAINT): string {
  const emphasis = emphasisOf(verdict);
  const painted = (label: string) => (emphasis ? paint(emphasis, label) : label);
  return rowOf([printable(verdict.object.key), ...cellsOf(verdict)], layout, painted);
}

/** What became of it, where that wants to be seen. */
function emphasisOf(verdict: Verdict): Emphasis | undefined {
  if (verdict.state === "failed" || verdict.state === "skipped") return "trouble";
  return deciderOf(verdict).length > 0 ? "alarm" : undefined;
}

/** Verdicts for people: a table, and below it what is to be said about them. */
export function verdictTable(
  verdicts: readonly Verdict[],
  columns: number | undefined,
  paint?: Paint,
): string {
  const layout = rowLayoutFor(
    verdicts.map(({ object }) => object.key),
    columns,
  );
  const rows = verdicts.map((verdict) => verdictRow(verdict, layout, paint));
  const deciders = new Set(verdicts.flatMap(deciderOf));
  const notes = [...verdicts.flatMap(reasonOf), ...[...deciders].map(meaningOf)];
  return [headRow(layout), ...rows, ...notes].join("\n");
}

/** How many there are under each heading: "2 manipulated, 5 authentic". */
export function totalsLine(verdicts: readonly Verdict[]): string {
  const classes = verdicts.map(listingClassOf);
  const totals = ListingClass.options.map((name) => ({
    name,
    count: classes.filter((one) => one === name).length,
  }));
  return totals.flatMap(({ name, count }) => (count > 0 ? [`${count} ${name}`] : [])).join(", ");
}

/** Who found it manipulated. */
export function deciderOf(verdict: Verdict): WitnessName[] {
  const isFlagged = verdict.state === "scanned" && verdict.label === "manipulated";
  return isFlagged ? [verdict.decidedBy] : [];
}

/** What it means that this witness decided, in plain words. */
export function meaningOf(name: WitnessName): string {
  return `by ${name}: ${FOUND[name].join("; ")}`;
}

/** Why there was no scan. */
export function reasonOf(verdict: Verdict): string[] {
  if (verdict.state !== "failed" && verdict.state !== "skipped") return [];
  return [`${printable(verdict.object.key)}: ${printable(verdict.reason.message)}`];
}

function cellsOf(verdict: Verdict): string[] {
  if (verdict.state === "deleted") return ["deleted"];
  if (verdict.state !== "scanned") return [verdict.state, verdict.reason.code];
  const { label, decidedBy, score, threshold, manipulatedFraction } = verdict;
  // The map of an authentic picture has spots as well, which mean nothing.
  const area = label === "manipulated" ? `${(100 * manipulatedFraction).toFixed(1)} %` : "";
  return [label, decidedBy, ...toldApart(score, threshold), area];
}

function rowOf(
  [file = "", ...cells]: readonly string[],
  layout: RowLayout,
  painted = (label: string) => label,
): string {
  const name = layout.isFitted ? fittedName(file, layout.fileWidth) : file;
  const [label = "", ...rest] = cells.map((cell, i) => {
    const column = COLUMNS[i];
    if (column === undefined) return cell;
    return "isNumber" in column ? cell.padStart(column.width) : cell.padEnd(column.width);
  });
  return [padded(name, layout.fileWidth), painted(label), ...rest].join(GAP).trimEnd();
}
