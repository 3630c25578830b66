import { useState } from "preact/hooks";
import { listingClassOf } from "../../core/contracts/listing.ts";
import type { ScannedVerdict, Verdict } from "../../core/contracts/verdict.ts";
import { toldApart } from "../../core/explain/witness-sentences.ts";
import { saidOf } from "../../core/reviews/choices.ts";
import type { Review } from "../../core/reviews/review.ts";
import { hashOf } from "../../core/settings/page-routes.ts";
import { pictureUrlOf } from "../data/scanner-api.ts";
import { Marks } from "../picture/marks.tsx";
import { Badge } from "./badge.tsx";

interface CardProps {
  readonly verdict: Verdict;
  readonly review: Review | undefined;
}

export function Card({ verdict, review }: CardProps) {
  const { key } = verdict.object;
  const under = listingClassOf(verdict);
  return (
    <a class={`card ${under}`} href={hashOf(verdict.object)}>
      <Thumbnail verdict={verdict} />
      <span class="card-line">
        <Badge verdict={verdict} />
        <span class="space" />
        {verdict.state === "scanned" && <Score {...verdict} />}
      </span>
      <span class="card-line">
        <span class="name" title={key}>
          {key}
        </span>
        {verdict.state === "scanned" && verdict.label === "manipulated" && (
          <span class="by">by {verdict.decidedBy}</span>
        )}
        {review !== undefined && (
          <span class={`said ${review.decision}`}>{saidOf(verdict, review.decision)}</span>
        )}
      </span>
    </a>
  );
}

/** Of who decided, and above which threshold it would be flagged. */
function Score({
  score,
  threshold,
  decidedBy,
}: Pick<ScannedVerdict, "score" | "threshold" | "decidedBy">) {
  const [reached, needed] = toldApart(score, threshold);
  return (
    <span class="score" title={`score and threshold of the witness ${decidedBy}`}>
      {reached}
      <span class="needed"> / {needed}</span>
    </span>
  );
}

/** The photograph, and around what was found its outlines. */
function Thumbnail({ verdict }: { readonly verdict: Verdict }) {
  const [isLost, setLost] = useState(false);
  if (isLost || verdict.state === "deleted") return <span class="thumb lost">no picture</span>;
  return (
    <span class="thumb">
      <img
        src={pictureUrlOf(verdict, "thumbnail")}
        alt=""
        loading="lazy"
        decoding="async"
        onError={() => setLost(true)}
      />
      {verdict.state === "scanned" && verdict.label === "manipulated" && (
        <Marks
          verdict={verdict}
          unitPx={Math.max(verdict.image.width, verdict.image.height) / 260}
        />
      )}
    </span>
  );
}
