import { z } from "zod";

const Fraction = z.number().min(0).max(1);

export const WitnessName = z
  .enum(["network", "history", "copies"])
  .describe(
    "Who says something about a picture. `network`: how it looks. `history`: what the file remembers of having been " +
      "compressed. `copies`: regions of the picture that are copies of others.",
  );
export type WitnessName = z.infer<typeof WitnessName>;

export const WitnessState = z
  .enum(["found", "nothing", "cannotTell"])
  .describe(
    "`found`: its score is strictly above its threshold. `nothing`: it looked, and it is not. `cannotTell`: the " +
      "picture has too little evidence of its kind, or the search did not come to an end, which is no sign of anything.",
  );
export type WitnessState = z.infer<typeof WitnessState>;

/** What the network looks at: the whole picture at its own size, or parts of it at native pixels. */
export const NetworkView = z.enum(["frame", "tiles"]);
export type NetworkView = z.infer<typeof NetworkView>;

/** The network's two scores: of them its threshold compares one. */
const NetworkScore = z.enum(["maximum", "topMean"]);
export type NetworkScore = z.infer<typeof NetworkScore>;

const WitnessThreshold = Fraction.describe(
  "Its threshold, from 0 to 1. Those of all witnesses are set jointly: together they keep to one share of false alarms.",
);

const seenIn = { score: Fraction.describe("Its score, from 0 to 1."), threshold: WitnessThreshold };
const Views = z
  .strictObject({
    frame: z.strictObject(seenIn).describe("The whole picture, at the network's own size."),
    tiles: z
      .strictObject({
        ...seenIn,
        count: z.int().positive().describe("How many tiles there were: more see more detail."),
      })
      .exactOptional()
      .describe(
        "Parts of the picture at its own pixels, or less reduced. Absent where nobody looked at tiles.",
      ),
  })
  .describe("What it saw in each view. Absent in what was scanned before version 6.");

/** Of a witness that may have nothing to go by. */
const heardAs = (score: string, about: string) =>
  z
    .strictObject({
      state: WitnessState,
      score: Fraction.exactOptional().describe(
        `${score}, from 0 to 1. Absent where there was no evidence at all.`,
      ),
      threshold: WitnessThreshold,
    })
    .exactOptional()
    .describe(`${about} Absent where it took no part.`);

export const Witnesses = z
  .strictObject({
    network: z
      .strictObject({
        state: WitnessState,
        score: Fraction.describe("Its score, from 0 to 1: the one that `scoredBy` names."),
        threshold: WitnessThreshold,
        scoredBy: NetworkScore.describe("Which of its two scores the threshold compares."),
        maximum: Fraction.describe(
          "The highest value of its map, from 0 to 1 (equation 9 of the paper).",
        ),
        topMean: Fraction.describe(
          "The mean of the highest 0.1 % of its map, from 0 to 1: the robust score, which no single pixel decides.",
        ),
        view: NetworkView.exactOptional().describe(
          "Of which view `score`, `threshold`, `maximum` and `topMean` are: the one furthest above its threshold, or " +
            "nearest to it. `frame`, if absent.",
        ),
        views: Views.exactOptional(),
      })
      .describe("How the picture looks."),
    history: heardAs(
      "The highest mean of its map over 9 × 9 cells",
      "What the file remembers of having been compressed.",
    ),
    copies: heardAs(
      "The confidence of the surest pair, 0 without any",
      "Regions of the picture that are copies of others.",
    ),
  })
  .describe("What each witness said by itself.");
export type Witnesses = z.infer<typeof Witnesses>;

/** Most pairs that a verdict tells of, the most confident ones. */
export const MAX_COPIES = 8;
/** Of one region. */
export const MAX_PARTS = 4;
/** Of one part. With the bounds above, all outlines of a verdict stay below 80 kB. */
export const MAX_CORNERS = 64;

const Pixel = z.int().nonnegative();

/** Pixel (0, 0) reaches from corner 0, 0 to 1, 1. */
const Corner = z.strictObject({
  x: Pixel.describe("In pixels from the left edge of the picture."),
  y: Pixel.describe("In pixels from the top edge of the picture."),
});

export const RegionOutline = z.strictObject({
  box: z
    .strictObject({
      ...Corner.shape,
      width: z.int().positive().describe("In pixels."),
      height: z.int().positive().describe("In pixels."),
    })
    .describe(
      "The smallest box of whole pixels around the region, in pixels after EXIF orientation.",
    ),
  polygons: z
    .array(z.array(Corner).min(3).max(MAX_CORNERS).readonly())
    .min(1)
    .max(MAX_PARTS)
    .readonly()
    .describe(
      "One for each part of the region, the largest first: its corners in their order, the last one next to the " +
        "first, in pixels after EXIF orientation.",
    ),
  areaPixels: z.int().positive().describe("How many pixels the region has."),
});
export type RegionOutline = z.infer<typeof RegionOutline>;

export const CopyLevel = z
  .enum(["certain", "hint"])
  .describe(
    "`certain`: so says no more than one authentic picture in hundreds. `hint`: worth a look, and no more.",
  );
export type CopyLevel = z.infer<typeof CopyLevel>;

const Coefficient = z.number();

/** Two regions of one image with the same content. */
export const CopiedPair = z.strictObject({
  source: RegionOutline.describe(
    "One of the two regions; where the copy came from, if `isSideKnown`.",
  ),
  copy: RegionOutline.describe("The other one."),
  isSideKnown: z
    .boolean()
    .describe("Whether it shows which one is the copy. Otherwise either may be."),
  transform: z
    .strictObject({
      xx: Coefficient.describe("How x' grows with x; no unit."),
      xy: Coefficient.describe("How x' grows with y; no unit."),
      x0: Coefficient.describe("x' of the origin, in pixels."),
      yx: Coefficient.describe("How y' grows with x; no unit."),
      yy: Coefficient.describe("How y' grows with y; no unit."),
      y0: Coefficient.describe("y' of the origin, in pixels."),
    })
    .describe(
      "From the source to the copy: x' = xx·x + xy·y + x0, y' = yx·x + yy·y + y0, in pixels.",
    ),
  confidence: Fraction.describe("How sure it is that one is a copy of the other, from 0 to 1."),
  level: CopyLevel,
});
export type CopiedPair = z.infer<typeof CopiedPair>;
