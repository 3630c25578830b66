import { z } from "zod";
import { ObjectIdentity } from "../contracts/object-identity.ts";
import type { Verdict } from "../contracts/verdict.ts";

/**
 * What a person says of a verdict. `confirmed`: it is right. `falseAlarm`: it is wrong, nothing was
 * changed. `missed`: nothing was found, though something was changed. `unsure`: looked at, undecided.
 * `withdrawn`: as if nobody had looked.
 */
export const ReviewDecision = z.enum(["confirmed", "falseAlarm", "missed", "unsure", "withdrawn"]);
export type ReviewDecision = z.infer<typeof ReviewDecision>;

export const MAX_NOTE_CHARACTERS = 2000;

/** What a person sends: about one upload, whatever lies under its key by now. */
export const ReviewRequest = z.strictObject({
  bucket: ObjectIdentity.shape.bucket,
  key: ObjectIdentity.shape.key,
  /** The verdict's. */
  objectVersion: z.string().min(1),
  decision: ReviewDecision,
  note: z.string().max(MAX_NOTE_CHARACTERS).default(""),
});
export type ReviewRequest = z.infer<typeof ReviewRequest>;

/** As it is kept: one line of JSON. The last one about an upload counts. */
export const Review = ReviewRequest.extend({
  version: z.literal(1),
  reviewedAt: z.iso.datetime(),
});
export type Review = z.infer<typeof Review>;

/** All that count, in the order of their times. */
export const ReviewsAnswer = z.strictObject({ reviews: z.array(Review) });
export type ReviewsAnswer = z.infer<typeof ReviewsAnswer>;

type Reviewed = Pick<Review, "bucket" | "key" | "objectVersion">;

/** Names one upload. */
export function reviewedName({ bucket, key, objectVersion }: Reviewed): string {
  return JSON.stringify([bucket, key, objectVersion]);
}

/** The upload that a verdict is about. */
export function reviewedIn({ object: { bucket, key }, objectVersion }: Verdict): Reviewed {
  return { bucket, key, objectVersion };
}

/** @returns the last review of each upload, less what was withdrawn. */
export function standing(reviews: Iterable<Review>): Review[] {
  const last = new Map<string, Review>();
  for (const review of reviews) {
    const name = reviewedName(review);
    last.delete(name);
    if (review.decision !== "withdrawn") last.set(name, review);
  }
  return [...last.values()];
}
