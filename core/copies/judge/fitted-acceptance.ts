import type { CopyAcceptance } from "../../contracts/model-manifest.ts";
import type { Acceptance } from "./acceptance.ts";
import { FEATURES, featuresOf, isRefused } from "./features.ts";

/**
 * Confidence is the probability that a pair of this evidence is a copy, among those that the weights
 * were fitted on.
 *
 * @throws RangeError when a feature has no weight, or a weight no feature.
 */
export function fittedAcceptance({ intercept, weights, levels }: CopyAcceptance): Acceptance {
  checkNames(Object.keys(weights));
  return {
    levels,
    confidenceOf: (evidence) => {
      if (isRefused(evidence)) return 0;
      const features = featuresOf(evidence);
      const sum = FEATURES.reduce(
        (all, name) => all + (weights[name] ?? Number.NaN) * features[name],
        intercept,
      );
      return 1 / (1 + Math.exp(-sum));
    },
  };
}

function checkNames(received: readonly string[]): void {
  const [expected, given] = [FEATURES.toSorted().join(", "), received.toSorted().join(", ")];
  if (expected === given) return;
  throw new RangeError(`copies.acceptance: expected weights of ${expected}; received ${given}`);
}
