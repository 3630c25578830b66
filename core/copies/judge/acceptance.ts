import type { CopyLevel } from "../../contracts/witnesses.ts";
import type { CopyEvidence } from "../../witness-ports.ts";

/** What is made of the evidence of a pair. */
export interface Acceptance {
  /** In [0, 1]; 0 of what is refused. */
  readonly confidenceOf: (evidence: CopyEvidence) => number;
  /** A pair of this level has more confidence. */
  readonly levels: Readonly<Record<CopyLevel, number>>;
}

/** Undefined: no copy. */
export function levelOf(confidence: number, { levels }: Acceptance): CopyLevel | undefined {
  if (confidence > levels.certain) return "certain";
  return confidence > levels.hint ? "hint" : undefined;
}
