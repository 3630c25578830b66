import { z } from "zod";

const Fraction = z.number().min(0).max(1);

/**
 * Who says something about an image. `network`: how it looks. `history`: what the file remembers of
 * having been compressed. `copies`: regions of the image that are copies of others.
 */
export const WitnessName = z.enum(["network", "history", "copies"]);
export type WitnessName = z.infer<typeof WitnessName>;

/**
 * `found`: its score is strictly above its threshold. `nothing`: it looked, and it is not.
 * `cannotTell`: the image has too little evidence of its kind, which is no sign of anything.
 */
export const WitnessState = z.enum(["found", "nothing", "cannotTell"]);
export type WitnessState = z.infer<typeof WitnessState>;

/** Of a witness that may have nothing to go by, and may not take part: it is absent then. */
const Heard = z
  .strictObject({
    state: WitnessState,
    /** Absent where there was no evidence at all. */
    score: Fraction.exactOptional(),
    threshold: Fraction,
  })
  .exactOptional();

/** What each witness said. Thresholds are set jointly: together they keep to one share of false alarms. */
export const Witnesses = z.strictObject({
  network: z.strictObject({
    state: WitnessState,
    /** The score that its threshold compares: `score` or `robustScore`. */
    score: Fraction,
    threshold: Fraction,
  }),
  history: Heard,
  /** Its score is the highest confidence of all pairs, 0 without any. From version 3 on. */
  copies: Heard,
});
export type Witnesses = z.infer<typeof Witnesses>;

/** Most pairs that a verdict tells of, the most confident ones. */
export const MAX_COPIES = 8;
/** Of one region. */
export const MAX_PARTS = 4;
/** Of one part. With the bounds above, all outlines of a verdict stay below 80 kB. */
export const MAX_CORNERS = 64;

const Pixel = z.int().nonnegative();

/** A region in pixels after EXIF orientation, pixel (0, 0) from corner 0, 0 to 1, 1. */
export const RegionOutline = z.strictObject({
  /** The smallest box of whole pixels around it. */
  box: z.strictObject({
    x: Pixel,
    y: Pixel,
    width: z.int().positive(),
    height: z.int().positive(),
  }),
  /** One for each of its parts, the largest first: corners in their order, the last one next to the first. */
  polygons: z
    .array(
      z
        .array(z.strictObject({ x: Pixel, y: Pixel }))
        .min(3)
        .max(MAX_CORNERS)
        .readonly(),
    )
    .min(1)
    .max(MAX_PARTS)
    .readonly(),
  areaPixels: z.int().positive(),
});
export type RegionOutline = z.infer<typeof RegionOutline>;

/** `certain`: so says no more than one authentic image in hundreds. `hint`: worth a look, and no more. */
export const CopyLevel = z.enum(["certain", "hint"]);
export type CopyLevel = z.infer<typeof CopyLevel>;

/** Two regions of one image with the same content. */
export const CopiedPair = z.strictObject({
  source: RegionOutline,
  copy: RegionOutline,
  /** Whether it shows which one is the copy. Otherwise either may be. */
  isSideKnown: z.boolean(),
  /** From the source to the copy, in pixels: x' = xx·x + xy·y + x0, y' = yx·x + yy·y + y0. */
  transform: z.strictObject({
    xx: z.number(),
    xy: z.number(),
    x0: z.number(),
    yx: z.number(),
    yy: z.number(),
    y0: z.number(),
  }),
  confidence: Fraction,
  level: CopyLevel,
});
export type CopiedPair = z.infer<typeof CopiedPair>;
