import type { ModelIdentity } from "../contracts/model-manifest.ts";
import { REASONS } from "../contracts/reasons.ts";
import { CONTRACT_VERSION } from "../contracts/scan-result.ts";
import type { DeletedVerdict, ScannedVerdict, Verdict } from "../contracts/verdict.ts";
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
    a.tilesSha256 === b.tilesSha256 &&
    a.copiesSha256 === b.copiesSha256
  );
}

const HEARD = ["network", "tiles", "history", "copies"] as const;

/** Which witnesses take part follows from the model's identity. */
function hasThresholds({ witnesses }: ScannedVerdict, thresholds: WitnessThresholds): boolean {
  const { network, history, copies } = witnesses;
  const { frame = network, tiles } = network.views ?? {};
  const heard = { network: frame, tiles, history, copies };
  const today = {
    ...thresholds,
    network: thresholds.network.value,
    tiles: thresholds.tiles?.[tiles?.count === 1 ? "one" : "more"],
  };
  return HEARD.every((name) => (heard[name]?.threshold ?? today[name]) === today[name]);
}
