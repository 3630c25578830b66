import type { Copies } from "./card-figures.ts";
import { type Estimate, markdownTable } from "./markdown-table.ts";

const NAMES: Readonly<Record<string, string>> = {
  "copies-exact": "exact copies",
  "hand-clones": "clones by hand",
  planted: "planted by the forge",
  photographs: "authentic photographs",
  "beside-edits": "authentic, beside the real edits",
  repeated: "repetition, photographed",
  rendered: "pages as a program draws them",
};

interface Searched {
  readonly set: string;
  readonly handling: string;
  readonly count: number;
  readonly cannotTell: number;
}

/** Sets down, what was done to them across: what is found of copies, then what is told falsely. */
export function copiesTable({ edited, authentic }: Copies): string {
  const handlings = [...new Set([...edited, ...authentic].map(({ handling }) => handling))];
  const rows = [
    ...rowsOf(edited, handlings, {
      "found, %": ({ certain, hint }) => shares(certain.found, hint.found),
      "F1, hinted": ({ hint }) => means(hint.betterSideF1, hint.reportedF1),
    }),
    ...rowsOf(authentic, handlings, {
      "flagged, %": ({ certain, hint }) => shares(certain.flagged, hint.flagged),
    }),
  ];
  return markdownTable(
    ["pictures", "n", "", ...handlings],
    [...rows, outOfTime([...edited, ...authentic], handlings)],
  );
}

/** For each set one row a figure; its name stands in the first one. */
function rowsOf<T extends Searched>(
  all: readonly T[],
  handlings: readonly string[],
  figures: Readonly<Record<string, (one: T) => string>>,
): string[][] {
  const sets = [...new Set(all.map(({ set }) => set))];
  return sets.flatMap((set) => {
    const own = all.filter((one) => one.set === set);
    return Object.entries(figures).map(([figure, text], i) => [
      ...(i === 0 ? [NAMES[set] ?? set, `${own[0]?.count}`] : ["", ""]),
      figure,
      ...handlings.map((handling) => {
        const one = own.find((each) => each.handling === handling);
        return one === undefined ? "" : text(one);
      }),
    ]);
  });
}

/** How many searches could not tell. */
function outOfTime(all: readonly Searched[], handlings: readonly string[]): string[] {
  const cells = handlings.map((handling) => {
    const own = all.filter((one) => one.handling === handling);
    const sum = (of: (one: Searched) => number) => own.reduce((total, one) => total + of(one), 0);
    return `${sum(({ cannotTell }) => cannotTell)} of ${sum(({ count }) => count)}`;
  });
  return ["all", "", "cannot tell", ...cells];
}

const shares = (certain: Estimate, hint: Estimate) => `${share(certain)} · ${share(hint)}`;
const means = (better: Estimate, reported: Estimate) =>
  `${better.value.toFixed(2)} · ${reported.value.toFixed(2)}`;

/** Percent, with the bounds of its interval. */
function share({ value, low, high }: Estimate): string {
  const of = (part: number) => (100 * part).toFixed(value < 0.1 ? 1 : 0);
  return `${of(value)} [${of(low)}, ${of(high)}]`;
}
