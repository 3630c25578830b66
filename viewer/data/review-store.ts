import type { Verdict } from "../../core/contracts/verdict.ts";
import {
  type Review,
  type ReviewDecision,
  reviewedIn,
  reviewedName,
} from "../../core/reviews/review.ts";
import { Observable } from "./observable.ts";
import { readReviews, writeReview } from "./scanner-api.ts";

/** What was said of the verdicts. */
export class ReviewStore extends Observable {
  readonly #reviews = new Map<string, Review>();

  get count(): number {
    return this.#reviews.size;
  }

  /** @throws when the system does not answer. */
  async load(): Promise<void> {
    for (const review of await readReviews()) this.#reviews.set(reviewedName(review), review);
    this.changed();
  }

  of(verdict: Verdict): Review | undefined {
    return this.#reviews.get(reviewedName(reviewedIn(verdict)));
  }

  /** Resolves once it is kept. @throws when it is not. */
  async say(verdict: Verdict, decision: ReviewDecision, note: string): Promise<void> {
    const review = await writeReview({ ...reviewedIn(verdict), decision, note });
    const name = reviewedName(review);
    if (decision === "withdrawn") this.#reviews.delete(name);
    else this.#reviews.set(name, review);
    this.changed();
  }
}
