import type { Coefficients } from "./fitted-acceptance.ts";

/** Written by `python -m copies.fit_acceptance`: docs/experiments/0037. */
export const FITTED_COEFFICIENTS: Coefficients = {
  intercept: 2.0587,
  weights: {
    detail: 0.6741,
    sharedNoise: 0.2864,
    resampled: 0.2665,
    lossiness: 0.6408,
    ring: -2.8562,
    beside: -2.2538,
    around: -5.3412,
    thirdPlace: -3.2715,
    flatness: -5.9038,
    overlap: -7.8845,
    anisotropy: -53.1268,
    brightness: -1.3865,
  },
  levels: { certain: 0.9026, hint: 0.4122 },
};
