import type { Decision, Goal, Report, Robustness, SetReport } from "./card-figures.ts";
import { type Estimate, fraction, markdownTable, percent } from "./markdown-table.ts";

const NAMES: Readonly<Record<string, string>> = {
  test: "forge",
  "test-unseen": "forge, autoencoder never trained on",
  "test-honest": "authentic photographs",
  "casia-val": "CASIA v2 at 256 px, derived masks",
};

/** A set of the report, which must be there. */
export function setOf(report: Report, name: string): SetReport {
  const set = report[name];
  if (set === undefined) throw new Error(`no set ${name} in ${Object.keys(report)}`);
  return set;
}

export function isThere<T>(figure: T | null | undefined): T {
  if (figure === null || figure === undefined) throw new Error("a figure is missing");
  return figure;
}

const code = (name: string) => `\`${name}\``;

const RATES = ["FPR 0.01", "FPR 0.05", "FPR 0.1"];
const rateText = (name: string) => `${100 * Number(name.replace("FPR ", ""))} %`;

/** Sets with manipulated pictures: pixels, image score, share found. */
export function networkTable(report: Report): string {
  const head = [
    "pictures",
    "n",
    "pixel F1",
    "pixel IoU",
    "image AUC",
    "found",
    "marked of authentic",
  ];
  const rows = ["test", "test-unseen", "casia-val"].map((name) => {
    const set = setOf(report, name);
    const { f1, iou } = isThere(set.pixel);
    return [
      NAMES[name] ?? name,
      `${set.manipulatedCount} + ${set.authenticCount}`,
      fraction(f1),
      fraction(iou),
      fraction(set.robustScore.auc),
      fraction(set.robustScore.truePositiveRate),
      fraction(set.falsePositiveArea.mean),
    ];
  });
  return markdownTable(head, rows);
}

/** How well either score ranks the images of each set, and what is marked of authentic ones. */
export function scoresTable(report: Report): string {
  const head = ["set", "AUC of maximum", "AUC of top 0.1 %", "false-positive area", "native"];
  const rows = Object.entries(report).map(([name, set]) => [
    code(name),
    fraction(set.score.auc),
    fraction(set.robustScore.auc),
    fraction(set.falsePositiveArea.mean),
    fraction(set.nativeFalsePositiveArea.mean),
  ]);
  return markdownTable(head, rows);
}

/** Authentic photographs that are flagged, as they are and processed. */
export function flaggedTable(report: Report): string {
  const variants = Object.entries(setOf(report, "test-honest").byVariant);
  return markdownTable(
    [
      "flagged of authentic",
      ...variants.map(([name, { imageCount }]) => `${name} (${imageCount})`),
    ],
    ["0.5", ...RATES].map((name) => [
      RATES.includes(name) ? `threshold for ${rateText(name)}` : `top 0.1 % above ${name}`,
      ...variants.map(([, { robustScore }]) => fraction(isThere(robustScore[name]))),
    ]),
  );
}

/** Pixel F1 on `test` by what was done to the picture. */
export function operationsTable(report: Report): string {
  const operations = Object.entries(setOf(report, "test").byOperation);
  return markdownTable(
    ["operation", ...operations.map(([name, { f1 }]) => `${name} (${f1.count})`)],
    [["pixel F1", ...operations.map(([, { f1 }]) => fraction(f1))]],
  );
}

/** The thresholds of the network alone, and what each finds and flags. */
export function thresholdsTable(report: Report): string {
  const test = setOf(report, "test");
  const authentic = setOf(report, "test-honest");
  const asIs = isThere(authentic.byVariant["as_is"]);
  const head = [
    "threshold for",
    "score above",
    `found of ${test.manipulatedCount}`,
    "pixels held by masks of these",
    `flagged as they are, of ${asIs.imageCount}`,
    `flagged with processed ones, of ${authentic.authenticCount}`,
  ];
  const rows = RATES.map((name) => {
    const point = isThere(test.robustScore.points[name]);
    return [
      rateText(name),
      point.threshold.toFixed(3),
      percent(isThere(point.truePositiveRate)),
      percent(isThere(point.flaggedPixelRecall)),
      percent(isThere(asIs.robustScore[name])),
      percent(isThere(authentic.robustScore.points[name]).falsePositiveRate),
    ];
  });
  return markdownTable(head, rows);
}

const FIGURES: Readonly<Record<string, (set: SetReport) => Estimate | null | undefined>> = {
  pixelF1: (set) => set.pixel?.f1,
  auc: ({ robustScore }) => robustScore.auc,
  flagged: ({ robustScore }) => robustScore.falsePositiveRate,
  flaggedAsIs: ({ byVariant }) => byVariant["as_is"]?.robustScore["decision"],
  recallInFlagged: ({ robustScore }) => robustScore.flaggedPixelRecall,
  recallAbove: ({ robustScore }) => robustScore.pixelRecall,
};

function measured(goal: Goal, report: Report, { rows }: Robustness): Estimate {
  if ("set" in goal) return isThere(FIGURES[goal.figure]?.(setOf(report, goal.set)));
  const { degradation, level } = goal.kept;
  return isThere(rows.find((row) => row.degradation === degradation && row.level === level)?.kept);
}

/** What was aimed at, and whether it is reached. */
export function goalsTable(goals: readonly Goal[], report: Report, robustness: Robustness): string {
  const rows = goals.map((goal) => {
    const figure = measured(goal, report, robustness);
    const { atLeast, atMost } = goal;
    const isMet = figure.value >= (atLeast ?? 0) && figure.value <= (atMost ?? 1);
    const bound = atLeast === undefined ? `≤ ${isThere(atMost)}` : `≥ ${atLeast}`;
    return [goal.what, bound, fraction(figure), isMet ? "yes" : "**no**"];
  });
  return markdownTable(["set and figure", "goal", "measured", "met"], rows);
}

export function robustnessTable({ rows }: Robustness): string {
  return markdownTable(
    ["degradation", "level", "pixel F1", "kept of clean"],
    rows.map(({ degradation, level, f1, kept }) => [
      degradation,
      `${level ?? ""}`,
      fraction(f1),
      kept === undefined ? "" : fraction(kept),
    ]),
  );
}

/** Every pixel figure of every set, at the network's size and at the file's own. */
export function pixelsTable(report: Report): string {
  const rows = Object.entries(report).flatMap(([name, { pixel, nativePixel }]) =>
    Object.entries({ "at 512": pixel, native: nativePixel }).flatMap(([size, pixels]) =>
      pixels === null
        ? []
        : [[code(name), size, ...Object.values(pixels).map(fraction), `${pixels.f1.count}`]],
    ),
  );
  const head = ["set", "size", "F1", "IoU", "AUC", "permuted F1", "recall", "pooled F1", "n"];
  return markdownTable(head, rows);
}

const FIELDS = [
  "f1",
  "accuracy",
  "balancedAccuracy",
  "truePositiveRate",
  "falsePositiveRate",
  "pixelRecall",
  "flaggedPixelRecall",
] as const;

/** Every image decision of every set; `decision` is the default for the network alone. */
export function decisionsTable(report: Report): string {
  const row = (name: string, score: string, point: Decision) => [
    code(name),
    score,
    point.threshold.toFixed(3),
    ...FIELDS.map((field) => fraction(point[field])),
  ];
  const rows = Object.entries(report).flatMap(([name, { score, robustScore }]) => [
    row(name, "maximum", score),
    ...Object.values(robustScore.points)
      .toSorted((a, b) => a.threshold - b.threshold)
      .map((point) => row(name, "top 0.1 %", point)),
  ]);
  const head = ["set", "score", "threshold", "F1", "accuracy", "balanced accuracy", "TPR", "FPR"];
  return markdownTable([...head, "pixel recall", "in flagged masks"], rows);
}
