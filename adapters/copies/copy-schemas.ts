import { z } from "zod";
import { CopyAcceptance } from "../../core/contracts/model-manifest.ts";
import { CopiedPair } from "../../core/contracts/witnesses.ts";

/** What the thread is started with that looks for copies. */
export const CopySettings = z.strictObject({
  /** Of the graph of features. */
  modelPath: z.string(),
  /** Of one run of that graph. */
  threads: z.int().positive(),
  /** After which the search ends with what it has. */
  timeoutMs: z.number().positive(),
  acceptance: CopyAcceptance,
});
export type CopySettings = z.infer<typeof CopySettings>;

const Fraction = z.number().min(0).max(1);
const Evidence = z.strictObject({
  zncc: z.number(),
  lowContrastZncc: z.number(),
  ringZncc: z.number(),
  besideLikeness: z.number(),
  aroundLikeness: z.number(),
  thirdPlaceLikeness: z.number(),
  flatShare: Fraction,
  others: z.int().nonnegative(),
  agreement: Fraction,
  gap: z.number(),
  overlap: Fraction,
  anisotropy: z.number(),
  brightnessStep: z.number(),
  areaPixels: z.int().positive(),
  isResampled: z.boolean(),
  jpegQuality: z.number(),
});

const Sides = z.strictObject({ jump: z.number(), break: z.number(), loss: z.number() });

const Pair = CopiedPair.extend({ evidence: Evidence, sides: Sides.optional() });

export const Examination = z.strictObject({
  pairs: z.array(Pair).readonly(),
  isComplete: z.boolean(),
});
