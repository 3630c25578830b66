import type { CopyEvidence, CopyLevel } from "../../witness-ports.ts";

/** What is made of the evidence of a pair. */
export interface Acceptance {
  /** In [0, 1]; 0 of what is refused. */
  readonly confidenceOf: (evidence: CopyEvidence) => number;
  /** Least confidence of each level. */
  readonly levels: Readonly<Record<CopyLevel, number>>;
}

/** Undefined: no copy. */
export function levelOf(confidence: number, { levels }: Acceptance): CopyLevel | undefined {
  if (confidence >= levels.certain) return "certain";
  return confidence >= levels.hint ? "hint" : undefined;
}
