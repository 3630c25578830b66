import type { CopyEvidence } from "../../witness-ports.ts";
import type { Acceptance } from "./acceptance.ts";

/** A bar that correlation must pass: lower for larger regions, whose correlation is less of a chance. */
interface Bar {
  readonly smallArea: number;
  /** By which it is lower for a large area. */
  readonly drop: number;
  /** Confidence is 1 where correlation is by so much above the bar. */
  readonly scale: number;
}

/** Coefficients of the rule. */
export interface BarRule {
  readonly zncc: Bar;
  readonly lowContrastZncc: Bar;
  /** Of the correlation around the region, how much is taken off that within. */
  readonly ringShare: number;
  readonly gap: { readonly least: number; readonly scale: number; readonly base: number };
  /** By which both bars are higher for resampled pairs. */
  readonly resampledRise: number;
  readonly smallAreaPixels: number;
  readonly largeAreaPixels: number;
  /** Levels of brightness that cost nothing, and what each further one costs. */
  readonly brightness: { readonly free: number; readonly cost: number };
  /** What is beyond any of them is refused. */
  readonly limits: {
    readonly anisotropy: number;
    readonly overlap: number;
    readonly ringZncc: number;
    readonly areaPixels: number;
  };
}

/** Chosen by hand on public photographs and copy-move sets: no authentic one of 257 is certain. */
export const DEFAULT_RULE: BarRule = {
  zncc: { smallArea: 0.7, drop: 0.2, scale: 0.3 },
  lowContrastZncc: { smallArea: 0.6, drop: 0.22, scale: 0.4 },
  ringShare: 0.5,
  gap: { least: 0.15, scale: 0.2, base: 0.05 },
  resampledRise: 0.05,
  smallAreaPixels: 300,
  largeAreaPixels: 9000,
  brightness: { free: 2, cost: 0.03 },
  limits: { anisotropy: 1.08, overlap: 0.15, ringZncc: 0.3, areaPixels: 250 },
};

const DEFAULT_LEVELS = { certain: 0.6, hint: 0.25 };

/** The weakest of the evidence decides. */
export function barAcceptance(rule: BarRule = DEFAULT_RULE): Acceptance {
  const confidenceOf = (evidence: CopyEvidence) =>
    isRefused(evidence, rule) ? 0 : Math.min(Math.max(weakest(evidence, rule), 0), 1);
  return { confidenceOf, levels: DEFAULT_LEVELS };
}

function isRefused(evidence: CopyEvidence, { limits, gap }: BarRule): boolean {
  return (
    evidence.anisotropy > limits.anisotropy ||
    evidence.overlap > limits.overlap ||
    evidence.ringZncc > limits.ringZncc ||
    evidence.areaPixels < limits.areaPixels ||
    evidence.gap < gap.least
  );
}

function weakest(evidence: CopyEvidence, rule: BarRule): number {
  const { smallAreaPixels, largeAreaPixels, brightness } = rule;
  const place = Math.log(evidence.areaPixels / smallAreaPixels);
  const size = Math.min(Math.max(place / Math.log(largeAreaPixels / smallAreaPixels), 0), 1);
  const rise = evidence.isResampled ? rule.resampledRise : 0;
  const above = (zncc: number, bar: Bar) =>
    (zncc - (bar.smallArea - bar.drop * size + rise)) / bar.scale;
  const confidence = Math.min(
    above(evidence.zncc - rule.ringShare * evidence.ringZncc, rule.zncc),
    above(evidence.lowContrastZncc, rule.lowContrastZncc),
    (evidence.gap - rule.gap.least) / rule.gap.scale + rule.gap.base,
  );
  return confidence - brightness.cost * Math.max(0, evidence.brightnessStep - brightness.free);
}
