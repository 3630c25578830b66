import { parseArgs } from "node:util";
import { type Load, type Outcome, simulate } from "../../core/capacity/simulate.ts";
import { pipelineCost } from "../../core/cost/image-cost.ts";
import { INSTANCE_HOUR_USD } from "../../core/cost/prices.ts";
import { GPU_IMAGES_A_SECOND, TASK_IMAGES_A_SECOND } from "../../core/cost/rates.ts";
import { limitsOf } from "./deployed-limits.ts";
import { resourcesOf } from "./deployed-template.ts";

// npm run simulate -- [--seed N]: see docs/scale.md.
const { values } = parseArgs({ options: { seed: { type: "string", default: "1" } } });
const seed = Number(values.seed);
const [HOUR_SECONDS, FAILURE_SHARE] = [3600, 0.002] as const;
const LOADS: Readonly<Record<string, Load>> = {
  "1/s": { perSecond: 1, seconds: 2 * HOUR_SECONDS },
  "100/s": { perSecond: 100, seconds: 2 * HOUR_SECONDS },
  "1,000/s": { perSecond: 1_000, seconds: 2 * HOUR_SECONDS },
  "10,000/s": { perSecond: 10_000, seconds: 2 * HOUR_SECONDS },
  "a million at once": { perSecond: 1_000_000, seconds: 1 },
};
/** Settings of a deployment, what a task of it does, and how many such deployments share the load. */
const SHAPES = [
  { name: "the default", settings: {}, rate: TASK_IMAGES_A_SECOND, cells: 1 },
  {
    name: "`maxTasks=600`",
    settings: { maxTasks: "600" },
    rate: TASK_IMAGES_A_SECOND,
    cells: 1,
  },
  {
    name: "10 cells of `maxTasks=600`",
    settings: { maxTasks: "600" },
    rate: TASK_IMAGES_A_SECOND,
    cells: 10,
  },
  {
    name: "10 cells of `maxTasks=60`, the network alone",
    settings: { maxTasks: "60", copies: "off", history: "off" },
    rate: GPU_IMAGES_A_SECOND,
    cells: 10,
  },
] as const;

const print = (cells: readonly string[]) => process.stdout.write(`| ${cells.join(" | ")} |\n`);
print([
  "deployment",
  "load",
  "verdicts",
  "backlog at most",
  "tasks",
  "p50",
  "p95",
  "p99",
  "$/1,000",
]);
print(Array.from({ length: 9 }, () => "---"));
for (const { name, settings, rate, cells } of SHAPES) {
  const assumed = { imagesPerSecond: rate, failureShare: FAILURE_SHARE };
  const limits = limitsOf(resourcesOf(settings), assumed);
  for (const [load, { perSecond, seconds }] of Object.entries(LOADS)) {
    const outcome = simulate(limits, { perSecond: perSecond / cells, seconds }, seed);
    print([name, load, ...told(outcome, cells)]);
  }
}

/** Of all cells, which are alike. */
function told(outcome: Outcome, cells: number): string[] {
  const { images, verdicts, peakBacklog, peakScanners, isCutOff } = outcome;
  const count = (one: number) => (one * cells).toLocaleString("en");
  const share = ((100 * verdicts) / images).toFixed(isCutOff ? 1 : 2);
  return [
    isCutOff ? `${share} % in a week` : `${share} %`,
    count(peakBacklog),
    count(peakScanners),
    ...[outcome.p50Seconds, outcome.p95Seconds, outcome.p99Seconds].map(time),
    costPer1000(outcome).toFixed(3),
  ];
}

function costPer1000({ verdicts, paidScannerSeconds }: Outcome): number {
  const tasks = (paidScannerSeconds / HOUR_SECONDS) * INSTANCE_HOUR_USD["g4dn.xlarge"];
  return pipelineCost().reduce((sum, { usd }) => sum + usd, (1_000 * tasks) / verdicts);
}

function time(seconds: number): string {
  if (seconds < 120) return `${seconds} s`;
  return seconds < 2 * HOUR_SECONDS
    ? `${(seconds / 60).toFixed(0)} min`
    : `${(seconds / HOUR_SECONDS).toFixed(1)} h`;
}
