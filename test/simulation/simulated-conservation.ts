import { expect } from "vitest";
import { versionIdOf } from "../../core/contracts/object-identity.ts";
import { latestRow, versionRow } from "../../core/contracts/object-keys.ts";
import type { ScannedResult } from "../../core/contracts/scan-result.ts";
import type { Verdict } from "../../core/contracts/verdict.ts";
import type { SimulatedBucket } from "./simulated-bucket.ts";
import type { SimulatedWorld } from "./simulated-handlers.ts";

type Scan = Pick<ScannedResult, "job" | "model">;

interface ConservedWorld extends SimulatedWorld {
  readonly images: SimulatedBucket;
}

/** What holds at every moment. */
export async function expectConsistent({ verdicts, masks, ledger }: ConservedWorld): Promise<void> {
  for (const key of namedMasks(verdicts.all()))
    expect(masks, "a mask that a row names").toContain(key);
  for (const { row, order } of ledger.acknowledged.splice(0)) {
    const stored = await verdicts.get(row);
    expect(stored?.order ?? "no row", `${row.version}, acknowledged`).toSatisfy(
      (at) => at >= order,
    );
  }
}

/** What holds when nothing is on its way any more. */
export async function expectConserved(world: ConservedWorld): Promise<void> {
  await expectConsistent(world);
  const { images, verdicts, ledger } = world;
  for (const upload of images.uploads) {
    const verdict = await verdicts.get(versionRow(upload));
    expect(verdict, `a verdict about ${versionIdOf(upload)}`).toBeDefined();
    expect(verdict?.state === "deleted", "deleted").toBe(images.isRemoved(upload));
  }
  for (const { row, above } of ledger.asked) {
    const order = (await verdicts.get(row))?.order ?? "no row";
    expect(order, `${row.version}, asked for`).toSatisfy((at) => at > above);
  }
  for (const key of images.keys) await expectCurrent(world, key);
  await expectMasksExplained(world);
}

/** `latest` speaks of what is current, and says what the row of that version says. */
async function expectCurrent({ images, verdicts, ledger }: ConservedWorld, key: string) {
  const latest = await verdicts.get(latestRow({ bucket: "uploads", key }));
  const current = images.currentOf(key);
  if (current === undefined) {
    expect(latest).toMatchObject({ state: "deleted" });
    expect(latest).not.toHaveProperty("awaitedVersion");
    return;
  }
  const version = versionIdOf(current);
  expect(latest).toMatchObject({ objectVersion: version });
  expect(latest?.state).not.toBe("deleted");
  if (ledger.asEarliest.has(version)) return;
  const row = await verdicts.get(versionRow(current));
  expect({ ...latest, order: "any" }).toEqual({ ...row, order: "any" });
}

/**
 * A mask that no row names is of a version that was removed, of a version whose row says that there
 * is no scan, or by another model than that of the row; and each such mask is named by no row.
 */
async function expectMasksExplained(world: ConservedWorld): Promise<void> {
  const named = namedMasks(world.verdicts.all());
  for (const key of world.masks) {
    const scan = world.ledger.scans.get(key);
    if (scan === undefined) throw new Error(`expected ${key} to be the mask of a scan`);
    if (world.ledger.asEarliest.has(versionIdOf(scan.job.object))) continue;
    const isLeft = await isMaskLeft(world, scan);
    expect(named.has(key), `${key} is named by a row`).toBe(!isLeft);
  }
}

async function isMaskLeft({ images, verdicts }: ConservedWorld, { job, model }: Scan) {
  if (images.isRemoved(job.object)) return true;
  const row = await verdicts.get(versionRow(job.object));
  return row?.state === "scanned" ? row.model.sha256 !== model.sha256 : row !== undefined;
}

function namedMasks(verdicts: readonly Verdict[]): Set<string> {
  return new Set(verdicts.flatMap((row) => (row.state === "scanned" ? [row.mask.key] : [])));
}
