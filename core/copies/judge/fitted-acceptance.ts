import type { CopyLevel } from "../../witness-ports.ts";
import type { Acceptance } from "./acceptance.ts";
import { FEATURES, type Feature, featuresOf, isRefused } from "./features.ts";
import { FITTED_COEFFICIENTS } from "./fitted-coefficients.ts";

/** Of a logistic regression on features, and the least probability of each level. */
export interface Coefficients {
  readonly intercept: number;
  readonly weights: Readonly<Record<Feature, number>>;
  readonly levels: Readonly<Record<CopyLevel, number>>;
}

/** Confidence is the probability that a pair of this evidence is a copy, among those it was fitted on. */
export function fittedAcceptance(coefficients: Coefficients = FITTED_COEFFICIENTS): Acceptance {
  const { intercept, weights, levels } = coefficients;
  return {
    levels,
    confidenceOf: (evidence) => {
      if (isRefused(evidence)) return 0;
      const features = featuresOf(evidence);
      const sum = FEATURES.reduce((all, name) => all + weights[name] * features[name], intercept);
      return 1 / (1 + Math.exp(-sum));
    },
  };
}
