import { z } from "zod";

const Fraction = z.number().min(0).max(1);

/**
 * Who says something about an image. `network`: how it looks. `history`: what the file remembers of
 * having been compressed.
 */
export const WitnessName = z.enum(["network", "history"]);
export type WitnessName = z.infer<typeof WitnessName>;

/**
 * `found`: its score is strictly above its threshold. `nothing`: it looked, and it is not.
 * `cannotTell`: the image has too little evidence of its kind, which is no sign of anything.
 */
export const WitnessState = z.enum(["found", "nothing", "cannotTell"]);
export type WitnessState = z.infer<typeof WitnessState>;

/** What each witness said. Thresholds are set jointly: together they keep to one share of false alarms. */
export const Witnesses = z.strictObject({
  network: z.strictObject({
    state: WitnessState,
    /** The score that its threshold compares: `score` or `robustScore`. */
    score: Fraction,
    threshold: Fraction,
  }),
  /** Absent where this witness did not take part. */
  history: z
    .strictObject({
      state: WitnessState,
      /** Absent where there was no evidence at all. */
      score: Fraction.exactOptional(),
      threshold: Fraction,
    })
    .exactOptional(),
});
export type Witnesses = z.infer<typeof Witnesses>;
