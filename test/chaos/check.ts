import { latestRow, type RowKey, versionRow } from "../../core/contracts/object-keys.ts";
import type { Verdict } from "../../core/contracts/verdict.ts";
import { IMAGE_BUCKET } from "../../local/bucket/buckets.ts";
import { Tally } from "./counts.ts";
import { findingsOf } from "./expected.ts";
import type { Remains } from "./final-state.ts";
import type { LiveBucket, Upload } from "./live-bucket.ts";
import { faultOf } from "./verdict-check.ts";

export type Happened = Pick<LiveBucket, "uploads" | "current">;

export interface Findings {
  /** How many uploads ended in each way. */
  readonly outcomes: Tally;
  readonly violations: readonly string[];
}

/**
 * Holds what is there when all is over against what was uploaded: every upload has its row, `latest`
 * speaks of what came last to its key, every verdict is that of an undisturbed scan of the same bytes,
 * and there is nothing else.
 */
export async function check(happened: Happened, remains: Remains): Promise<Findings> {
  const outcomes = new Tally();
  for (const { object } of happened.uploads) {
    const verdict = remains.rows.get(nameOf(versionRow(object)));
    outcomes.add(verdict === undefined ? "nothing" : outcomeOf(verdict));
  }
  const violations = [
    ...(await wrongVersions(happened, remains)),
    ...(await wrongLatest(happened, remains)),
    ...unexplained(happened, remains),
  ];
  return { outcomes, violations };
}

/** What is wrong at any time: rows that are there are right, and so are their masks. */
export async function wrongOnTheWay(happened: Happened, remains: Remains): Promise<string[]> {
  const isThere = ({ object }: Upload) => remains.rows.has(nameOf(versionRow(object)));
  return wrongVersions({ uploads: happened.uploads.filter(isThere) }, remains);
}

async function wrongVersions({ uploads }: Pick<Happened, "uploads">, remains: Remains) {
  const wrong: string[] = [];
  for (const upload of uploads) {
    wrong.push(...(await faultsAt(versionRow(upload.object), upload, remains)));
  }
  return wrong;
}

async function wrongLatest({ current }: Happened, remains: Remains): Promise<string[]> {
  const wrong: string[] = [];
  for (const [key, upload] of current) {
    const row = latestRow({ bucket: IMAGE_BUCKET, key });
    wrong.push(...(await faultsAt(row, upload, remains)));
  }
  return wrong;
}

/** @param upload what the row must speak of; nothing where its object was deleted. */
async function faultsAt(row: RowKey, upload: Upload | undefined, { rows, readMask }: Remains) {
  const verdict = rows.get(nameOf(row));
  if (verdict === undefined) return [`${nameOf(row)}: no verdict`];
  const isDeleted = verdict.state === "deleted";
  if (upload === undefined) return isDeleted ? [] : [`${nameOf(row)}: is not deleted`];
  const fault = await faultOf(upload, verdict, readMask);
  return fault === undefined ? [] : [`${nameOf(row)}: ${fault}`];
}

/** Rows about nothing that happened, and masks, whole or not, that no row names. */
function unexplained({ uploads, current }: Happened, { rows, masks }: Remains): string[] {
  const known = new Set([
    ...uploads.map(({ object }) => nameOf(versionRow(object))),
    ...[...current.keys()].map((key) => nameOf(latestRow({ bucket: IMAGE_BUCKET, key }))),
  ]);
  const named = new Set([...rows.values()].flatMap(masksOf));
  return [
    ...[...rows.keys()].filter((name) => !known.has(name)).map((name) => `${name}: about nothing`),
    ...masks.filter((path) => !named.has(path)).map((path) => `${path}: no row names this mask`),
  ];
}

function nameOf({ object, version }: RowKey): string {
  return `${object} ${version}`;
}

function masksOf(verdict: Verdict): string[] {
  return verdict.state === "scanned" ? [verdict.mask.key] : [];
}

function outcomeOf(verdict: Verdict): string {
  return findingsOf(verdict).split(" {", 1)[0] ?? "";
}
