import type { RegionOutline } from "../../core/contracts/witnesses.ts";
import type { CopyExamination, CopyWitness, ExaminedPair } from "../../core/witness-ports.ts";

/** Of the file that a simulated witness stands for. */
export const COPIES_SHA256 = "ef".repeat(32);

export function rectangle(x: number, y: number, width: number, height: number): RegionOutline {
  const corners = [
    { x, y },
    { x: x + width, y },
    { x: x + width, y: y + height },
    { x, y: y + height },
  ];
  return { box: { x, y, width, height }, polygons: [corners], areaPixels: width * height };
}

/** A rectangle of 100 × 80 pixels that is there once more, 300 pixels to the right. */
export function copiedPair(change: Partial<ExaminedPair> = {}): ExaminedPair {
  return {
    source: rectangle(100, 100, 100, 80),
    copy: rectangle(400, 100, 100, 80),
    isSideKnown: true,
    transform: { xx: 1, xy: 0, x0: 300, yx: 0, yy: 1, y0: 0 },
    evidence: {
      zncc: 0.99,
      lowContrastZncc: 0.98,
      ringZncc: 0.01,
      besideLikeness: 0.01,
      aroundLikeness: 0.01,
      thirdPlaceLikeness: 0.05,
      flatShare: 0,
      others: 0,
      agreement: 0.8,
      gap: 0.6,
      overlap: 0,
      anisotropy: 1,
      brightnessStep: 0,
      areaPixels: 8000,
      isResampled: false,
      jpegQuality: 100,
    },
    sides: { jump: 0.5, break: 0.2, loss: 0 },
    confidence: 0.9,
    level: "certain",
    ...change,
  };
}

export function examinationOfCopies(...pairs: readonly ExaminedPair[]): CopyExamination {
  return { pairs, isComplete: true };
}

/** Says the same of every file. */
export function copyWitnessOf(examination: CopyExamination): CopyWitness {
  return { examine: async () => examination };
}
