import Table from "cli-table3";
import type { Figure, ImageReport, Rates, Report } from "../../core/evaluation/report.ts";
import { PLAIN } from "./plain-table.ts";

/** A report for people: pixels at both sizes, then images by the network's scores and by each witness, each with its n. */
export function evaluationTable(report: Report): string {
  const { manipulatedCount, authenticCount } = report;
  return [
    `${manipulatedCount} manipulated and ${authenticCount} authentic images`,
    pixelTable(report),
    imageTable(report),
    witnessTable(report),
  ].join("\n\n");
}

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

function imageTable({ score, robustScore }: Report): string {
  return tableOf(
    ["images", "score", "n", "robust score", "n"],
    [
      ["AUC", ...cells(score.auc), ...cells(robustScore.auc)],
      [
        "manipulated, found",
        ...cells(score.truePositiveRate),
        ...cells(robustScore.truePositiveRate),
      ],
      [
        "authentic, flagged",
        ...cells(score.falsePositiveRate),
        ...cells(robustScore.falsePositiveRate),
      ],
      ["threshold", score.threshold.toFixed(3), "", robustScore.threshold.toFixed(3), ""],
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
