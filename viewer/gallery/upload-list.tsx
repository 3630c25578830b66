import { hashOf } from "../../core/settings/page-routes.ts";
import { useObserved } from "../data/observable.ts";
import type { UploadItem, UploadQueue } from "../data/upload-queue.ts";
import { Badge } from "./badge.tsx";

/** What becomes of each file that was dropped. */
export function UploadList({ uploads }: { readonly uploads: UploadQueue }) {
  const { items } = useObserved(uploads);
  if (items.length === 0) return null;
  const ended = items.filter(({ state }) => state === "done" || state === "refused").length;
  return (
    <section class="uploads" aria-label="Uploads">
      <div class="uploads-head">
        <strong role="status">
          {ended} of {items.length} {items.length === 1 ? "file" : "files"} done
        </strong>
        <button
          type="button"
          class="quiet"
          disabled={ended === 0}
          onClick={() => uploads.clearEnded()}
        >
          Clear
        </button>
      </div>
      <ul>
        {items.map((item) => (
          <li key={item.id} data-state={item.state}>
            <span class="upload-name" title={item.key}>
              {item.key}
            </span>
            <Outcome item={item} uploads={uploads} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function Outcome({ item, uploads }: { readonly item: UploadItem; readonly uploads: UploadQueue }) {
  switch (item.state) {
    case "waiting":
      return <span class="muted">waits</span>;
    case "sending":
      return <progress max={1} value={item.share} aria-label={`${item.key}: sending`} />;
    case "scanning":
      return (
        <span class="muted">
          <progress aria-label={`${item.key}: being scanned`} /> being scanned
        </span>
      );
    case "exists":
      return <Taken item={item} uploads={uploads} />;
    case "refused":
      return <span class="refusal">{item.problem}</span>;
    case "done":
      return item.verdict === undefined ? null : (
        <a href={hashOf(item.verdict.object)}>
          <Badge verdict={item.verdict} />
        </a>
      );
  }
}

function Taken({ item, uploads }: { readonly item: UploadItem; readonly uploads: UploadQueue }) {
  return (
    <span class="taken">
      A file of this name is there.
      <button type="button" onClick={() => uploads.settle(item, "keepBoth")}>
        Keep both
      </button>
      <button type="button" onClick={() => uploads.settle(item, "replace")}>
        Replace it
      </button>
      <button type="button" onClick={() => uploads.settle(item, "skip")}>
        Skip
      </button>
    </span>
  );
}
