import type { CopyAcceptance } from "../../contracts/model-manifest.ts";
import type { Acceptance } from "./acceptance.ts";
import { FEATURES, featuresOf, isRefused } from "./features.ts";

/** Of a region and what is beside it, the share without noise above which a pair is no more than a hint. */
const MOST_FLAT_OF_CERTAIN = 0.3;

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
      const confidence = 1 / (1 + Math.exp(-sum));
      // A program draws an icon twice, pixel by pixel, as nobody but a copyist does in a photograph.
      const isDrawn = evidence.flatShare > MOST_FLAT_OF_CERTAIN;
      return isDrawn ? Math.min(confidence, levels.certain) : confidence;
    },
  };
}

function checkNames(received: readonly string[]): void {
  const [expected, given] = [FEATURES.toSorted().join(", "), received.toSorted().join(", ")];
  if (expected === given) return;
  throw new RangeError(`copies.acceptance: expected weights of ${expected}; received ${given}`);
}
