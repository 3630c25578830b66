import { useEffect, useState } from "preact/hooks";
import { Feed } from "./data/feed.ts";
import { useObserved } from "./data/observable.ts";
import { ReviewStore } from "./data/review-store.ts";
import { UploadQueue } from "./data/upload-queue.ts";
import { DropZone } from "./gallery/drop-zone.tsx";
import { Gallery } from "./gallery/gallery.tsx";
import { UploadList } from "./gallery/upload-list.tsx";
import { Header } from "./header.tsx";
import { KeyHelp } from "./key-help.tsx";
import { useKeys } from "./keys.ts";
import { Picture } from "./picture/picture.tsx";
import { useRoute } from "./route.ts";

/** What the page knows, for as long as it is open. */
function makeModel() {
  const feed = new Feed();
  return { feed, reviews: new ReviewStore(), uploads: new UploadQueue((one) => feed.take(one)) };
}

export function App() {
  const [{ feed, reviews, uploads }] = useState(makeModel);
  const [isHelpOpen, setHelpOpen] = useState(false);
  const route = useRoute();
  useEffect(() => {
    feed.ask(feed.query);
    // Reviews come a moment later, or not at all: verdicts are shown all the same.
    reviews.load().catch(() => {});
    return feed.follow();
  }, [feed, reviews]);
  useEffect(() => {
    document.title = route === undefined ? "FASA scanner" : `${route.key} · FASA scanner`;
  }, [route]);
  useKeys({ "?": () => setHelpOpen(true) });

  return (
    <DropZone uploads={uploads}>
      <Header feed={feed} reviews={reviews} uploads={uploads} onHelp={() => setHelpOpen(true)} />
      {route === undefined && <UploadList uploads={uploads} />}
      <Problem feed={feed} />
      {route === undefined ? (
        <Gallery feed={feed} reviews={reviews} />
      ) : (
        <Picture key={`${route.bucket}/${route.key}`} route={route} feed={feed} reviews={reviews} />
      )}
      {isHelpOpen && <KeyHelp onClose={() => setHelpOpen(false)} />}
    </DropZone>
  );
}

function Problem({ feed }: { readonly feed: Feed }) {
  const { problem } = useObserved(feed);
  if (problem === undefined) return null;
  return (
    <p class="problem" role="alert">
      The system does not answer as expected: {problem}{" "}
      <button type="button" onClick={() => void feed.refresh()}>
        Try again
      </button>
    </p>
  );
}
