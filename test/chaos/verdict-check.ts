import { versionIdOf } from "../../core/contracts/object-identity.ts";
import type { Verdict } from "../../core/contracts/verdict.ts";
import { findingsOf } from "./expected.ts";
import type { Upload } from "./live-bucket.ts";

/** Mask's key → its file, or nothing. */
export type ReadMask = (key: string) => Promise<Buffer | undefined>;

/** What is wrong with a verdict about an upload; nothing when it is right. */
export async function faultOf(
  { object, truth, goneSinceMs }: Upload,
  verdict: Verdict,
  readMask: ReadMask,
): Promise<string | undefined> {
  const version = versionIdOf(object);
  if (verdict.objectVersion !== version) {
    return `expected ${version}, received ${verdict.objectVersion}`;
  }
  const findings = findingsOf(verdict);
  if (findings === truth.findings) return faultOfMask(verdict, truth.mask, readMask);
  const isGone = goneSinceMs !== undefined && Date.parse(verdict.scannedAt) >= goneSinceMs;
  const wasMissed = findings === "skipped superseded" || findings === "failed not_found";
  return isGone && wasMissed ? undefined : `expected ${truth.findings}, received ${findings}`;
}

async function faultOfMask(
  verdict: Verdict,
  expected: Buffer | undefined,
  readMask: ReadMask,
): Promise<string | undefined> {
  if (verdict.state !== "scanned") return undefined;
  const file = await readMask(verdict.mask.key);
  if (file === undefined) return `its mask ${verdict.mask.key} is missing`;
  return expected?.equals(file) ? undefined : `its mask ${verdict.mask.key} is another`;
}
