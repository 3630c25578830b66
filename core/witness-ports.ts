import type { ModelIdentity } from "./contracts/model-manifest.ts";
import type { CopiedPair } from "./contracts/witnesses.ts";

/** Row-major grid of values in [0, 1]: the probability that a pixel was manipulated. */
export interface ProbabilityMap {
  readonly width: number;
  readonly height: number;
  readonly values: Float32Array;
}

export interface Detection {
  readonly map: ProbabilityMap;
  /** Maximum of the map (paper, eq. 9), as the graph computed it. */
  readonly score: number;
}

/**
 * A grid of cells that lies somewhere on the image, which it may not cover. In pixels of the image
 * after EXIF orientation, cell (i, j) covers x from leftPx + i · cellWidthPx and y from
 * topPx + j · cellHeightPx, one cell size each; what lies outside of all cells takes the value of the
 * nearest one. `values` are row-major, each in [0, 1].
 */
export interface PlacedMap {
  /** In cells. */
  readonly width: number;
  /** In cells. */
  readonly height: number;
  readonly values: Float32Array;
  readonly leftPx: number;
  readonly topPx: number;
  readonly cellWidthPx: number;
  readonly cellHeightPx: number;
}

export interface HistoryExamination {
  /** Probability that a cell does not share the compression history of the rest. */
  readonly map: PlacedMap;
  /** How much evidence each of the same cells has: below 0.5 it cannot tell, whatever `map` says. */
  readonly confidence: PlacedMap;
  /** Of the whole image, in [0, 1]: what its threshold compares. */
  readonly score: number;
}

/** Reads what a file remembers of having been compressed. */
export interface HistoryWitness {
  /**
   * @param bytes the file, as it was uploaded; not changed.
   * @returns undefined when the image is too small to have evidence.
   * @throws ScanError `unsupported_format` or `corrupt`; any other error is transient.
   */
  examine(bytes: Uint8Array): Promise<HistoryExamination | undefined>;
}

export interface TilesExamination {
  /** Probability that a cell was changed, whatever it looks like: it is unlike the rest of its picture. */
  readonly map: PlacedMap;
  /** How many tiles there were. */
  readonly count: number;
}

/** Looks at a picture in tiles at its own pixels. */
export interface TilesWitness {
  /**
   * @param bytes the file, as it was uploaded; not changed.
   * @throws ScanError `unsupported_format` or `corrupt`; any other error is transient.
   */
  examine(bytes: Uint8Array): Promise<TilesExamination>;
}

/** What speaks for two regions being copies. ZNCC: correlation of their detail around each pixel, averaged. */
export interface CopyEvidence {
  /** Over all pixels that have detail. */
  readonly zncc: number;
  /** Over the pixels with the least contrast: a copy has its source's noise there, a pattern does not. */
  readonly lowContrastZncc: number;
  /** Just outside the regions: a copy ends, a pattern goes on. */
  readonly ringZncc: number;
  /** Mean correlation of brightness instead of detail: 6 to 16 pixels outside, and 16 to 40. */
  readonly besideLikeness: number;
  readonly aroundLikeness: number;
  /** The same of one region and a third place, one step further: patterns come there again. */
  readonly thirdPlaceLikeness: number;
  /** Of the region and what is just outside, the share without any noise, as in drawn pages. */
  readonly flatShare: number;
  /** Pairs of the same picture, not refused outright, that lie at other places: a pattern has many. */
  readonly others: number;
  /** Share of the pixels in both regions that look most like the other one of all the picture. */
  readonly agreement: number;
  /** Correlation less the best one of shifts by 2 to 10 pixels. */
  readonly gap: number;
  /** Share of one region that is the other one too. */
  readonly overlap: number;
  /** Most by least stretch of the transform. */
  readonly anisotropy: number;
  /** By how many levels of brightness one region differs from the other. */
  readonly brightnessStep: number;
  /** Of one region, in the picture that was looked at, which has two million pixels at most. */
  readonly areaPixels: number;
  /** Turned, scaled or moved by parts of a pixel. */
  readonly isResampled: boolean;
  /** 1 to 100, of the file; 100 of one that is no JPEG. A worse one leaves less of a copy. */
  readonly jpegQuality: number;
}

/**
 * What tells the copy of a pair from its source: values of one side less those of the other, above 0
 * where they speak for the first one being the copy.
 */
export interface SideEvidence {
  /** Logarithm of the jump in brightness at the border: what was pasted has a seam. */
  readonly jump: number;
  /** How much less brightness outside follows that inside, along the border. */
  readonly break: number;
  /** Logarithm of how much detail resampling took; 0 where nothing was resampled. */
  readonly loss: number;
}

/** A pair, and what speaks for it. */
export interface ExaminedPair extends CopiedPair {
  readonly evidence: CopyEvidence;
  /** Of the copy as it is told; undefined where too little of a border is on the picture. */
  readonly sides?: SideEvidence | undefined;
}

export interface CopyExamination {
  /** Most confident first. */
  readonly pairs: readonly ExaminedPair[];
  /** False where time ran out, or the image is too small to look at: there may be more. */
  readonly isComplete: boolean;
}

/** Looks for regions that are copies of others. */
export interface CopyWitness {
  /**
   * @param bytes the file, as it was uploaded; not changed.
   * @throws ScanError `unsupported_format` or `corrupt`; any other error is transient.
   */
  examine(bytes: Uint8Array): Promise<CopyExamination>;
}

export interface Detector {
  readonly model: ModelIdentity;
  /** Side S of the square input, in pixels. */
  readonly inputSize: number;
  /**
   * One image through the network. `rgb`: S·S·3 bytes, row by row, R G B (the graph normalises).
   * The detector may batch calls that wait, and may take `rgb` over: do not use it afterwards.
   */
  detect(rgb: Uint8Array<ArrayBuffer>): Promise<Detection>;
}
