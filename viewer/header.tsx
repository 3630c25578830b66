import type { Feed } from "./data/feed.ts";
import { useObserved } from "./data/observable.ts";
import type { ReviewStore } from "./data/review-store.ts";
import { EXPORTS } from "./data/scanner-api.ts";
import type { UploadQueue } from "./data/upload-queue.ts";
import { AddPictures } from "./gallery/drop-zone.tsx";
import { GALLERY_HASH } from "./route.ts";

interface HeaderProps {
  readonly feed: Feed;
  readonly reviews: ReviewStore;
  readonly uploads: UploadQueue;
  readonly onHelp: () => void;
}

export function Header({ feed, reviews, uploads, onHelp }: HeaderProps) {
  useObserved(feed);
  useObserved(reviews);
  const isLive = feed.problem === undefined;
  return (
    <header class="top">
      <a class="brand" href={GALLERY_HASH} aria-label="FASA scanner: all pictures">
        <span class="mark" aria-hidden="true" />
        FASA
      </a>
      <span class={isLive ? "live" : "live lost"} role="status">
        {isLive ? "live" : "not connected"}
      </span>
      <span class="space" />
      <details class="menu">
        <summary>Export{reviews.count > 0 ? ` (${reviews.count})` : ""}</summary>
        <ul>
          {EXPORTS.map(({ name, url }) => (
            <li key={url}>
              <a href={url} download>
                {name}
              </a>
            </li>
          ))}
        </ul>
      </details>
      <button type="button" class="quiet" onClick={onHelp} aria-label="Keys">
        ?
      </button>
      <AddPictures uploads={uploads} />
    </header>
  );
}
