import { parametersOf } from "../../core/api/verdict-query.ts";
import type { ObjectLocation } from "../../core/contracts/object-identity.ts";
import { excerpt, parseJson } from "../../core/contracts/parse-json.ts";
import { MessageError } from "../../core/contracts/reasons.ts";
import type { Verdict } from "../../core/contracts/verdict.ts";
import type { Clock } from "../../core/ports.ts";
import { exportOf, parseExportQuery } from "../../core/reviews/export-reviews.ts";
import type { Reviewed } from "../../core/reviews/label-studio.ts";
import { type Review, ReviewRequest } from "../../core/reviews/review.ts";
import { EXPORT_ROUTE, REVIEWS_ROUTE } from "../../core/settings/page-routes.ts";
import type { Answer, Routes } from "../cloud/local-routes.ts";
import { jsonAnswer } from "../cloud/local-routes.ts";
/** What people said of verdicts, wherever it is kept. */
export interface Reviews {
  /** Those that count. */
  standing(): Review[] | Promise<Review[]>;
  /** Resolves once it is kept. */
  add(review: Review): Promise<void>;
}

export interface ReviewRoutesDeps {
  readonly book: Reviews;
  /** What is said of an object now. */
  readonly verdictOf: (object: ObjectLocation) => Promise<Verdict | undefined>;
  readonly clock: Clock;
}

/** `GET` and `POST /reviews`, `GET /reviews/export`. */
export function makeReviewRoutes(deps: ReviewRoutesDeps): Routes {
  return async (request) => {
    const [path = "", ...query] = request.target.split("?");
    if (path === EXPORT_ROUTE && request.method === "GET") {
      return download(deps, parametersOf(query.join("?")));
    }
    if (path !== REVIEWS_ROUTE) return undefined;
    if (request.method === "GET") return jsonAnswer({ reviews: await deps.book.standing() });
    if (request.method !== "POST") return undefined;
    const review = reviewOf(request.body, deps.clock.now());
    await deps.book.add(review);
    return jsonAnswer(review);
  };
}

/** @throws MessageError */
function reviewOf(body: string, now: Date): Review {
  const expected = "a review";
  const parsed = ReviewRequest.safeParse(parseJson(body, expected));
  if (parsed.success) return { ...parsed.data, version: 1, reviewedAt: now.toISOString() };
  throw new MessageError({ expected, received: excerpt(body) });
}

async function download({ book, verdictOf }: ReviewRoutesDeps, parameters: URLSearchParams) {
  const query = parseExportQuery(parameters);
  const reviewed: Reviewed[] = [];
  for (const review of await book.standing()) {
    const verdict = await verdictOf(review);
    const isSame = verdict?.objectVersion === review.objectVersion;
    reviewed.push({ review, verdict: isSame ? verdict : undefined });
  }
  const { name, contentType, body } = exportOf(reviewed, query);
  const headers = {
    "content-type": contentType,
    "content-disposition": `attachment; filename="${name}"`,
    "cache-control": "no-store",
  };
  return { status: 200, headers, body } satisfies Answer;
}
