import { printable, printableJson } from "../../adapters/terminal/printable.ts";
import { backfillUsd } from "../../core/cost/image-cost.ts";
import { NotQueued, type Tally } from "../../core/requeue/decision.ts";
import type { ObjectSource } from "../../core/requeue/object-source.ts";
import type { ComputeName } from "../../core/settings/compute-name.ts";
import type { Terminal } from "../terminal.ts";
import type { ScanMissingRun } from "./scan-missing.ts";

/** What a run did, or would do: printed for people, or as one line of JSON. */
export interface RequeueReport extends Tally {
  readonly command: string;
  /** Bucket, prefix and list that were read. */
  readonly where: string;
  readonly dryRun: boolean;
  readonly ratePerSecond: number;
  /** Of everything that was looked at. */
  readonly sizeBytes: number;
  /** Of an estimate, where it is known what runs the model. */
  readonly usd?: number;
  /** For `--resume`, where it stopped half-way. */
  readonly resume?: string;
}

export interface Reported extends Pick<RequeueReport, "command" | "dryRun" | "ratePerSecond"> {
  readonly source: ObjectSource;
  readonly run: ScanMissingRun;
  /** Undefined where nothing is paid. */
  readonly compute: ComputeName | undefined;
}

/** The dollars are those that docs/cost.md makes. */
export function reportOf({ source, run, compute, ...asked }: Reported): RequeueReport {
  const { tally, sizeBytes } = run;
  const { items: objects, queued: scans } = tally;
  const usd = compute && { usd: backfillUsd({ objects, scans }, compute) };
  return { ...asked, where: source.name, ...tally, sizeBytes, ...usd };
}

const WHY_NOT: Readonly<Record<NotQueued, string>> = {
  hasVerdict: "with a verdict about what is there",
  tooRecent: "too new: their own event may be on its way",
  absent: "removed meanwhile",
  denied: "that your credentials may not read",
};

export async function printReport(
  report: RequeueReport,
  json: boolean,
  terminal: Terminal,
): Promise<void> {
  await terminal.print(json ? printableJson(report) : textOf(report));
}

function textOf(report: RequeueReport): string {
  const { where, items, sizeBytes, notQueued, resume } = report;
  const lines = [
    `${printable(where)}: ${count(items, "object")}, ${megabytes(sizeBytes)}`,
    ...NotQueued.options
      .filter((why) => notQueued[why] > 0)
      .map((why) => `  ${notQueued[why].toLocaleString("en")} ${WHY_NOT[why]}`),
    `  ${queuedText(report)}`,
  ];
  if (resume !== undefined) lines.push(`Stopped half-way. Go on with --resume ${resume}`);
  return lines.join("\n");
}

function queuedText({ queued, dryRun, ratePerSecond, usd }: RequeueReport): string {
  const about = usd === undefined ? "" : `, ${dollars(usd)}`;
  if (!dryRun) return `${count(queued, "scan")} queued${about}; new uploads go before them`;
  const seconds = Math.ceil(queued / ratePerSecond);
  return `${count(queued, "scan")} to queue${about}, ${seconds} s at ${ratePerSecond} a second`;
}

function dollars(usd: number): string {
  return usd > 0 && usd < 0.01 ? "less than 0.01 US dollars" : `about ${usd.toFixed(2)} US dollars`;
}

function count(number: number, what: string): string {
  return `${number.toLocaleString("en")} ${what}${number === 1 ? "" : "s"}`;
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toLocaleString("en", { maximumFractionDigits: 1 })} MB`;
}
