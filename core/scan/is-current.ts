import type { ModelIdentity } from "../contracts/model-manifest.ts";
import { REASONS } from "../contracts/reasons.ts";
import { CONTRACT_VERSION } from "../contracts/scan-result.ts";
import type { DeletedVerdict, ScannedVerdict, Verdict } from "../contracts/verdict.ts";
import { WitnessName } from "../contracts/witnesses.ts";
import type { WitnessThresholds } from "../settings/model-choice.ts";

/** What a scan of today would be made of. */
export interface Today {
  /** Of the file as it is now. */
  readonly eTag: string;
  readonly model: ModelIdentity;
  readonly thresholds: WitnessThresholds;
}

/**
 * Whether a scan of today would say the same again: same content, model, thresholds and version of the
 * verdict. Why something could not be scanned counts when a retry does not change it.
 */
export function isCurrent(verdict: Exclude<Verdict, DeletedVerdict>, today: Today): boolean {
  if (verdict.version !== CONTRACT_VERSION || !isSame(verdict.model, today.model)) return false;
  if (verdict.object.eTag !== today.eTag) return false;
  if (verdict.state !== "scanned") return !REASONS[verdict.reason.code].retryable;
  return hasThresholds(verdict, today.thresholds);
}

function isSame(a: ModelIdentity | undefined, b: ModelIdentity): boolean {
  return (
    a?.name === b.name &&
    a.version === b.version &&
    a.sha256 === b.sha256 &&
    a.historySha256 === b.historySha256 &&
    a.copiesSha256 === b.copiesSha256
  );
}

/** Which witnesses take part follows from the model's identity. */
function hasThresholds({ witnesses }: ScannedVerdict, thresholds: WitnessThresholds): boolean {
  return WitnessName.options.every((name) => {
    const heard = witnesses?.[name];
    const threshold = name === "network" ? thresholds.network.value : thresholds[name];
    return heard === undefined || heard.threshold === threshold;
  });
}
