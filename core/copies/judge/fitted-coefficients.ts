import type { Coefficients } from "./fitted-acceptance.ts";

/** Written by `python -m copies.fit_acceptance`: docs/experiments/0037. */
export const FITTED_COEFFICIENTS: Coefficients = {
  intercept: -0.7308,
  weights: {
    detail: 0.1333,
    noise: 3.4437,
    sharedNoise: 0.9392,
    area: 0.0,
    resampled: 0.7777,
    lossiness: 1.6665,
    sharedDespiteLoss: -0.8366,
    ring: -0.6261,
    beside: -5.5422,
    around: -3.2425,
    thirdPlace: -5.6764,
    flatness: -4.6281,
    overlap: -11.7055,
    anisotropy: -44.7094,
    brightness: -0.9468,
  },
  levels: { certain: 0.9093, hint: 0.7668 },
};
