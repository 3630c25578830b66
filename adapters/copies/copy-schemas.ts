import { z } from "zod";

/** What the thread is started with that looks for copies. */
export const CopySettings = z.strictObject({
  /** Of the graph of features. */
  modelPath: z.string(),
  /** Of one run of that graph. */
  threads: z.int().positive(),
  /** After which the search ends with what it has. */
  timeoutMs: z.number().positive(),
});
export type CopySettings = z.infer<typeof CopySettings>;

const Fraction = z.number().min(0).max(1);
const Side = z.int().positive();
const Point = z.strictObject({ x: z.number(), y: z.number() });

const Outline = z.strictObject({
  box: z.strictObject({ x: z.int(), y: z.int(), width: Side, height: Side }),
  polygons: z.array(z.array(Point).readonly()).min(1).readonly(),
  areaPixels: z.int().positive(),
});

const Transform = z.strictObject({
  xx: z.number(),
  xy: z.number(),
  x0: z.number(),
  yx: z.number(),
  yy: z.number(),
  y0: z.number(),
});

const Evidence = z.strictObject({
  zncc: z.number(),
  lowContrastZncc: z.number(),
  ringZncc: z.number(),
  besideLikeness: z.number(),
  aroundLikeness: z.number(),
  thirdPlaceLikeness: z.number(),
  flatShare: Fraction,
  gap: z.number(),
  overlap: Fraction,
  anisotropy: z.number(),
  brightnessStep: z.number(),
  areaPixels: z.int().positive(),
  isResampled: z.boolean(),
  jpegQuality: z.number(),
});

const Pair = z.strictObject({
  source: Outline,
  copy: Outline,
  isSideKnown: z.boolean(),
  transform: Transform,
  evidence: Evidence,
  confidence: Fraction,
  level: z.enum(["certain", "hint"]),
});

export const Examination = z.strictObject({
  pairs: z.array(Pair).readonly(),
  isComplete: z.boolean(),
});
