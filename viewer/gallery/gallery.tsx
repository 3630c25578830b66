import { useCallback, useEffect, useMemo, useState } from "preact/hooks";
import { marginOf } from "../../core/contracts/findings/deciding-witness.ts";
import type { Verdict } from "../../core/contracts/verdict.ts";
import type { Feed } from "../data/feed.ts";
import { useObserved } from "../data/observable.ts";
import type { ReviewStore } from "../data/review-store.ts";
import { Card } from "./card.tsx";
import { Filters, type Order } from "./filters.tsx";
import { WindowedGrid } from "./windowed-grid.tsx";

interface GalleryProps {
  readonly feed: Feed;
  readonly reviews: ReviewStore;
}

/** All verdicts, what is flagged first. */
export function Gallery({ feed, reviews }: GalleryProps) {
  useObserved(feed);
  useObserved(reviews);
  const [order, setOrder] = useState<Order>("newest");
  const [isUnreviewedOnly, setUnreviewedOnly] = useState(false);
  const { loaded } = feed;
  useFirstPaint(loaded.length > 0);
  const shown = useMemo(() => {
    const wanted = isUnreviewedOnly
      ? loaded.filter((one) => reviews.of(one) === undefined)
      : loaded;
    return order === "score" ? wanted.toSorted((a, b) => suspicionOf(b) - suspicionOf(a)) : wanted;
  }, [loaded, order, isUnreviewedOnly, reviews.count]);
  const isPart = order === "score" || isUnreviewedOnly;
  const count = isPart ? shown.length : feed.total;
  const onShown = useCallback(
    (end: number) => {
      if (end >= feed.loaded.length) void feed.loadMore();
    },
    [feed, loaded],
  );

  return (
    <main class="gallery">
      <h1 class="hidden">Pictures</h1>
      <Filters
        query={feed.query}
        totals={feed.totals}
        buckets={feed.buckets}
        order={order}
        isUnreviewedOnly={isUnreviewedOnly}
        onQuery={(query) => feed.ask(query)}
        onOrder={setOrder}
        onUnreviewedOnly={setUnreviewedOnly}
      />
      <Extent feed={feed} isPart={isPart} shown={shown.length} />
      {count === 0 && !feed.isLoading ? (
        <p class="empty">
          No pictures here. Drop some anywhere on this page, or put them into the bucket's folder.
        </p>
      ) : (
        <WindowedGrid
          count={count}
          onShown={onShown}
          render={(index) => {
            const verdict = shown[index];
            if (verdict === undefined) return <span class="card loading" />;
            return <Card key={cardKey(verdict)} verdict={verdict} review={reviews.of(verdict)} />;
          }}
        />
      )}
    </main>
  );
}

/** Marks the moment from which on verdicts are seen, for whoever measures. */
function useFirstPaint(isThere: boolean): void {
  useEffect(() => {
    if (isThere) requestAnimationFrame(() => performance.mark("first-verdicts"));
  }, [isThere]);
}

interface ExtentProps {
  readonly feed: Feed;
  readonly isPart: boolean;
  readonly shown: number;
}

/** How much of everything this is. */
function Extent({ feed, isPart, shown }: ExtentProps) {
  const [loaded, total] = [feed.loaded.length, feed.total].map((n) => n.toLocaleString("en"));
  const pictures = feed.total === 1 ? "picture" : "pictures";
  if (!isPart) {
    return (
      <p class="extent" role="status">
        {feed.isLoading && feed.total === 0 ? "Loading …" : `${total} ${pictures}`}
      </p>
    );
  }
  return (
    <p class="extent" role="status">
      {shown.toLocaleString("en")} shown, of the {loaded} loaded so far; there are {total}{" "}
      {pictures}.{" "}
      {!feed.isWhole && (
        <button
          type="button"
          class="quiet"
          disabled={feed.isLoading}
          onClick={() => void feed.loadMore()}
        >
          Load more
        </button>
      )}
    </p>
  );
}

/** In an order that holds for scores of all witnesses. */
function suspicionOf(verdict: Verdict): number {
  return verdict.state === "scanned" ? marginOf(verdict) : Number.NEGATIVE_INFINITY;
}

/** A new verdict about the same picture has another thumbnail. */
function cardKey({ object, order }: Verdict): string {
  return `${object.bucket}/${object.key} ${order}`;
}
