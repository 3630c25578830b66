import type { Deletion } from "../../core/contracts/deletion.ts";
import type { ImageFacts } from "../../core/contracts/image-facts.ts";
import type { ModelIdentity } from "../../core/contracts/model-manifest.ts";
import type { ObjectIdentity } from "../../core/contracts/object-identity.ts";
import { scanError } from "../../core/contracts/reasons.ts";
import { type ScanJob, scanJobFor } from "../../core/contracts/scan-job.ts";
import {
  CONTRACT_VERSION,
  type DeletedResult,
  failureOf,
  type ScannedResult,
  type UnscannedResult,
} from "../../core/contracts/scan-result.ts";
import type { ScannedVerdict } from "../../core/contracts/verdict.ts";
import type { Witnesses, WitnessState } from "../../core/contracts/witnesses.ts";

export const OBJECT: ObjectIdentity = {
  bucket: "uploads",
  key: "press/red flöwer.jpg",
  versionId: "v1",
  sequencer: "0062F1",
  eTag: "9336ebf25087d91c818ee6e9ec29f8c1",
};
export const MODEL: ModelIdentity = { name: "compact", version: "1.0.0", sha256: "ab".repeat(32) };
export const IMAGE: ImageFacts = { width: 640, height: 480, format: "jpeg", sizeBytes: 1024 };
const FINISHED_AT = "2026-01-02T03:04:06.000Z";

export function jobFor(object: Partial<ObjectIdentity> = {}, generation = 0): ScanJob {
  const identity = { ...OBJECT, ...object };
  return scanJobFor({ object: identity, generation, trigger: generation ? "redrive" : "event" });
}

export function scannedResult(
  job: ScanJob = jobFor(),
  model: ModelIdentity = MODEL,
): ScannedResult {
  return {
    version: CONTRACT_VERSION,
    state: "scanned",
    job,
    model,
    image: IMAGE,
    findings: {
      label: "manipulated",
      score: 0.97,
      threshold: 0.5,
      decidedBy: "network",
      witnesses: { network: { ...networkSaying("found", 0.97), topMean: 0.91 } },
      manipulatedFraction: 0.125,
      regions: [{ x: 10, y: 20, width: 240, height: 160, areaPixels: 38_400, score: 0.97 }],
    },
    map: { width: 1, height: 1, pngBase64: "iVBORw0KGgo=" },
    timings: { fetchMs: 1, decodeMs: 2, inferMs: 3, analyseMs: 4, totalMs: 11 },
    finishedAt: FINISHED_AT,
  };
}

/** The same image, in which nobody found anything. */
export function authentic(verdict: ScannedVerdict): ScannedVerdict {
  const network = networkSaying("nothing", 0.125);
  const { score, threshold } = network;
  return {
    ...verdict,
    ...{ label: "authentic", score, threshold, decidedBy: "network", witnesses: { network } },
  };
}

/** One of whose scores is as good as the other. */
export function networkSaying(
  state: WitnessState,
  score: number,
  threshold = 0.5,
): Witnesses["network"] {
  return { state, score, threshold, scoredBy: "maximum", maximum: score, topMean: score };
}

/** What park-dead-letter makes of a job that was given up. */
export function parkedResult(job: ScanJob = jobFor()): UnscannedResult {
  const error = scanError("poison", { receiveCount: 4, lastError: "worker killed" });
  const base = {
    version: CONTRACT_VERSION,
    job,
    timings: { totalMs: 0 },
    finishedAt: FINISHED_AT,
  } as const;
  return { ...base, ...failureOf(error) };
}

export function deletedResult(
  object: Partial<ObjectIdentity>,
  target: Deletion["target"],
  current?: ObjectIdentity,
): DeletedResult {
  const { bucket, key } = OBJECT;
  const deletion: Deletion = { version: 1, target, object: { bucket, key, ...object } };
  const finishedAt = FINISHED_AT;
  const base = { version: CONTRACT_VERSION, state: "deleted", deletion, finishedAt } as const;
  return { ...base, ...(current && { current }) };
}
