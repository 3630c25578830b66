/** Value, and the bounds of its 95 % interval. */
export interface Estimate {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

type Row = readonly string[];

const line = (cells: Row) =>
  `|${cells.map((cell) => (cell === "" ? " " : ` ${cell} `)).join("|")}|`;

/** Rows of cells as Markdown, under their head. */
export const markdownTable = (head: Row, rows: readonly Row[]): string =>
  [head, head.map(() => "---"), ...rows].map(line).join("\n");

/** A fraction to three places, as the reports of `model/evaluation` have it. */
export function fraction(estimate: Estimate | null): string {
  if (estimate === null) return "-";
  const { value, low, high } = estimate;
  return `${value.toFixed(3)} [${low.toFixed(3)}, ${high.toFixed(3)}]`;
}

/** A fraction as percent, to one place. */
export function percent({ value, low, high }: Estimate): string {
  const of = (part: number) => (100 * part).toFixed(1);
  return `${of(value)} % [${of(low)}, ${of(high)}]`;
}
