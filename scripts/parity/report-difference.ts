import { z } from "zod";

const Figure = z.object({ value: z.number(), count: z.int() });
const PixelReport = z.object({ f1: Figure, iou: Figure, auc: Figure.nullable() });
const ImageReport = z.object({
  auc: Figure.nullable(),
  threshold: z.number(),
  truePositiveRate: Figure.nullable(),
  falsePositiveRate: Figure.nullable(),
});
const Area = z.object({ mean: Figure });

const common = {
  manipulatedCount: z.int(),
  authenticCount: z.int(),
  pixel: PixelReport.nullable(),
  nativePixel: PixelReport.nullable(),
  falsePositiveArea: Area.nullable(),
  nativeFalsePositiveArea: Area.nullable(),
};

/** What `fasa evaluate` reports. */
const ScannerReport = z.object({
  ...common,
  networkScores: z.object({ maximum: ImageReport, topMean: ImageReport }),
});

/** The same of `python -m evaluation`, which says more, and knows the network alone. */
const NetworkReport = z
  .object({ ...common, score: ImageReport, robustScore: ImageReport })
  .transform(({ score, robustScore, ...same }) => ({
    ...same,
    networkScores: { maximum: score, topMean: robustScore },
  }));

const Report = z.union([ScannerReport, NetworkReport]);

export interface ReportDifference {
  /** Path in the report, as `pixel.f1.value`. */
  readonly name: string;
  /** Undefined where one report has nothing under this name. */
  readonly ours: number | undefined;
  readonly theirs: number | undefined;
  /** Of a figure in hundredths; of a count in images. Infinite where one of them is missing. */
  readonly difference: number;
}

/**
 * Every number of two reports on one set, side by side, whoever made them.
 *
 * @throws ZodError when one of them is no report.
 */
export function compareReports(ours: unknown, theirs: unknown): ReportDifference[] {
  const [left, right] = [numbersOf(Report.parse(ours)), numbersOf(Report.parse(theirs))];
  return [...new Set([...left.keys(), ...right.keys()])].map((name) => {
    const [a, b] = [left.get(name), right.get(name)];
    const scale = /count$/i.test(name) ? 1 : 100;
    const isBoth = a !== undefined && b !== undefined;
    const difference = isBoth ? scale * Math.abs(a - b) : Number.POSITIVE_INFINITY;
    return { name, ours: a, theirs: b, difference };
  });
}

type Tree = { readonly [name: string]: number | Tree | null };

/** Leaves by their paths; what is null has none. */
function numbersOf(tree: Tree): Map<string, number> {
  const leaves = Object.entries(tree).flatMap(([name, value]): [string, number][] => {
    if (value === null) return [];
    if (typeof value === "number") return [[name, value]];
    return [...numbersOf(value)].map(([path, number]) => [`${name}.${path}`, number]);
  });
  return new Map(leaves);
}
