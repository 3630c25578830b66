import type { Threshold } from "../contracts/model-manifest.ts";
import type { Findings } from "../contracts/scan-result.ts";
import type { ProbabilityMap } from "../ports.ts";

/** Share of the map that the robust score averages: one hot pixel cannot decide alone. */
const ROBUST_FRACTION = 0.001;

export type Decision = Pick<Findings, "label" | "score" | "robustScore" | "threshold">;

/**
 * Probability map → label: manipulated when the deciding score is strictly above the threshold.
 * `score` is the maximum of the map (paper, eq. 9), `robustScore` the mean of its top 0.1 %.
 *
 * @throws RangeError when the map's size is wrong or a value is not in [0, 1]: the detector broke
 *   its contract, and guessing would invent evidence.
 */
export function decide(map: ProbabilityMap, threshold: Threshold): Decision {
  checkMap(map);
  const top = map.values.toSorted().subarray(-Math.ceil(map.values.length * ROBUST_FRACTION));
  const scores = {
    score: top.at(-1) ?? 0,
    robustScore: top.reduce((sum, p) => sum + p, 0) / top.length,
  };
  const manipulated = scores[threshold.decidedBy] > threshold.value;
  return { label: manipulated ? "manipulated" : "authentic", ...scores, threshold };
}

function checkMap({ width, height, values }: ProbabilityMap): void {
  if (values.length === 0 || values.length !== width * height) {
    throw new RangeError(
      `probability map has ${values.length} values, expected ${width}×${height}`,
    );
  }
  const outside = values.find((p) => !(p >= 0 && p <= 1));
  if (outside !== undefined) throw new RangeError(`probability ${outside} is outside [0, 1]`);
}
