import type { Findings } from "../contracts/findings/findings.ts";
import { versionIdOf } from "../contracts/object-identity.ts";
import { maskKeyOf } from "../contracts/object-keys.ts";
import { encodeOrder } from "../contracts/ordering.ts";
import {
  type DeletedResult,
  type MaplessResult,
  type OrderedResult,
  objectOf,
  orderOf,
  type UnscannedResult,
} from "../contracts/scan-result.ts";
import type { DeletedVerdict, ScannedVerdict, UnscannedVerdict } from "../contracts/verdict.ts";
import { WitnessName } from "../contracts/witnesses.ts";

function baseOf(result: OrderedResult) {
  const object = objectOf(result);
  const order = orderOf(result);
  return {
    version: result.version,
    object,
    objectVersion: versionIdOf(object),
    order: encodeOrder(order),
    generation: order.generation,
    scannedAt: result.finishedAt,
  };
}

function askedBy({ job }: MaplessResult | UnscannedResult) {
  const { scanId, requestedAt } = job;
  return { scanId, ...(requestedAt !== undefined && { requestedAt }) };
}

/** The verdict a scan ends in. The mask it names must be in `maskBucket` before any row says so. */
export function scannedVerdictOf(result: MaplessResult, maskBucket: string): ScannedVerdict {
  const { job, state, findings, image, model, timings } = result;
  const { width, height } = image;
  const place = { bucket: maskBucket, key: maskKeyOf(job.object, model), width, height };
  const mask = { ...place, shows: shownIn(findings) };
  const facts = { state, ...findings, mask, image, model, timings, version: result.version };
  return { ...baseOf(result), ...askedBy(result), ...facts };
}

/** Whose findings the mask holds: of whoever had evidence, and of copies that are certain. */
function shownIn({ witnesses }: Findings): WitnessName[] {
  const { history, copies } = witnesses;
  return WitnessName.options.filter(
    (name) =>
      name === "network" ||
      (name === "history" && history?.score !== undefined) ||
      (name === "copies" && copies?.state === "found"),
  );
}

/** The verdict that says why there is no scan. */
export function unscannedVerdictOf(result: UnscannedResult): UnscannedVerdict {
  const { version, finishedAt, ...facts } = result;
  return { ...baseOf(result), ...askedBy(result), ...facts };
}

/** The verdict that says the object, or one version of it, is gone. */
export function deletedVerdictOf(result: DeletedResult): DeletedVerdict {
  return { ...baseOf(result), state: result.state };
}
