import type { CopyLevel } from "../../contracts/witnesses.ts";
import type { PictureSize } from "../../picture-size.ts";
import type { CopyEvidence, ExaminedPair, SideEvidence } from "../../witness-ports.ts";
import { copiedSide } from "../judge/copied-side.ts";
import type { Mask, Plane } from "../pixels/plane.ts";
import { type Affine, inverse } from "../transform.ts";
import { enlarged, outlineOf } from "./region-outline.ts";

/** Two regions of the working picture that are the same, and what speaks for it. */
export interface JudgedPair {
  readonly here: Mask;
  readonly there: Mask;
  /** From here to there. */
  readonly transform: Affine;
  readonly evidence: CopyEvidence;
  readonly confidence: number;
}

/** A pair that is accepted. */
export interface AcceptedPair extends JudgedPair {
  readonly level: CopyLevel;
  /** Undefined where no border is seen. */
  readonly sides: SideEvidence | undefined;
}

/** The pair in pixels of the original. */
export function describePair(
  pair: AcceptedPair,
  working: Plane,
  original: PictureSize,
): ExaminedPair {
  const { here, there, transform, evidence, confidence, level, sides } = pair;
  const by = {
    across: original.widthPx / working.widthPx,
    down: original.heightPx / working.heightPx,
  };
  const copy = copiedSide(sides);
  const [from, to] = copy === "here" ? [there, here] : [here, there];
  return {
    source: outlineOf(from, working, by),
    copy: outlineOf(to, working, by),
    isSideKnown: copy !== undefined,
    transform: enlarged(copy === "here" ? inverse(transform) : transform, by),
    evidence,
    sides: copy === "here" ? opposite(sides) : sides,
    confidence,
    level,
  };
}

function opposite(sides: SideEvidence | undefined): SideEvidence | undefined {
  return sides && { jump: -sides.jump, break: -sides.break, loss: -sides.loss };
}
