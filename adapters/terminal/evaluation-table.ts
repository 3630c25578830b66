import Table from "cli-table3";
import type { Figure, ImageReport, Rates, Report } from "../../core/evaluation/report.ts";
import { PLAIN } from "./plain-table.ts";

/** A report for people: pixels at both sizes, then images by each witness and by the network's scores, each with its n. */
export function evaluationTable(report: Report): string {
  const { manipulatedCount, authenticCount } = report;
  return [
    `${manipulatedCount} manipulated and ${authenticCount} authentic images`,
    pixelTable(report),
    witnessTable(report),
    networkTable(report),
    WORDS,
  ].join("\n\n");
}

/** Of the tables above, for who meets them for the first time. */
const WORDS = [
  "F1, IoU: how well the marked pixels and the truth agree, from 0 to 1 for the same pixels.",
  "AUC: how often a manipulated one scores above an authentic one; 0.5 is chance, 1 is always.",
  "map size: as the network sees the picture; native size: at the picture's own. n: of how many pictures.",
].join("\n");

function pixelTable(report: Report): string {
  const { pixel, nativePixel, falsePositiveArea, nativeFalsePositiveArea } = report;
  return tableOf(
    ["pixels", "map size", "n", "native size", "n"],
    [
      ["F1 at 0.5", ...cells(pixel?.f1), ...cells(nativePixel?.f1)],
      ["IoU at 0.5", ...cells(pixel?.iou), ...cells(nativePixel?.iou)],
      ["AUC", ...cells(pixel?.auc), ...cells(nativePixel?.auc)],
      [
        "flagged area, authentic",
        ...cells(falsePositiveArea?.mean),
        ...cells(nativeFalsePositiveArea?.mean),
      ],
    ],
  );
}

/** The network's column among the witnesses repeats the one of these two that decides. */
function networkTable({ networkScores: { maximum, topMean } }: Report): string {
  const rates = (name: keyof Rates) => [...cells(maximum[name]), ...cells(topMean[name])];
  return tableOf(
    ["the network's map", "maximum", "n", "mean of top 0.1 %", "n"],
    [
      ["AUC", ...cells(maximum.auc), ...cells(topMean.auc)],
      ["manipulated, found", ...rates("truePositiveRate")],
      ["authentic, flagged", ...rates("falsePositiveRate")],
      ["threshold", levelOf(maximum), "", levelOf(topMean), ""],
    ],
  );
}

function witnessTable({ witnesses: { network, history, copies }, together }: Report): string {
  const rates = (name: keyof Rates) => [
    ...cells(network[name]),
    ...cells(history?.[name]),
    ...cells(copies?.[name]),
    ...cells(together[name]),
  ];
  return tableOf(
    ["witnesses", "network", "n", "history", "n", "copies", "n", "together", "n"],
    [
      ["AUC", ...cells(network.auc), ...cells(history?.auc), ...cells(copies?.auc), "", ""],
      ["manipulated, found", ...rates("truePositiveRate")],
      ["authentic, flagged", ...rates("falsePositiveRate")],
      ["threshold", ...[network, history, copies].flatMap((one) => [levelOf(one), ""])],
    ],
  );
}

const levelOf = (report: ImageReport | null) => report?.threshold.toFixed(3) ?? "-";

function tableOf(head: string[], rows: string[][]): string {
  const colAligns = head.map((_, column) => (column === 0 ? "left" : "right"));
  const table = new Table({ ...PLAIN, head, colAligns });
  table.push(...rows);
  return table.toString();
}

function cells(figure: Figure | null = null): [string, string] {
  return figure === null ? ["-", "0"] : [figure.value.toFixed(3), String(figure.count)];
}
