import { useEffect, useState } from "preact/hooks";
import type { Verdict } from "../../core/contracts/verdict.ts";
import { accountOf } from "../../core/explain/account.ts";
import { hashOf } from "../../core/settings/page-routes.ts";
import type { Feed } from "../data/feed.ts";
import { useObserved } from "../data/observable.ts";
import type { ReviewStore } from "../data/review-store.ts";
import { client, messageOf, pictureUrlOf } from "../data/scanner-api.ts";
import { Badge } from "../gallery/badge.tsx";
import { useKeys } from "../keys.ts";
import { ReviewPanel } from "../review/review-panel.tsx";
import { GALLERY_HASH, type Route } from "../route.ts";
import { Facts } from "./facts.tsx";
import { Legend } from "./legend.tsx";
import { type Look, LookControls } from "./look.tsx";
import { ScanAgain } from "./scan-again.tsx";
import { Stage } from "./stage.tsx";
import { WitnessList } from "./witness-list.tsx";

interface PictureProps {
  readonly route: NonNullable<Route>;
  readonly feed: Feed;
  readonly reviews: ReviewStore;
}

/** One picture: what was found, where, by whom, and what the person says of it. */
export function Picture({ route, feed, reviews }: PictureProps) {
  useObserved(feed);
  const asked = useAsked(route);
  const verdict = newer(feed.find(route), asked.verdict);
  const { before, after } = neighboursOf(feed, route);
  const goTo = (other: Verdict | undefined) => {
    if (other !== undefined) location.hash = hashOf(other.object);
  };
  useKeys({
    j: () => goTo(after),
    k: () => goTo(before),
    Escape: () => {
      location.hash = GALLERY_HASH;
    },
  });

  return (
    <main class="picture">
      <nav class="way" aria-label="Pictures">
        <a href={GALLERY_HASH}>‹ All pictures</a>
        <h1 title={route.key}>{route.key}</h1>
        <Step name="Before" to={before} />
        <Step name="Next" to={after} />
      </nav>
      {verdict === undefined ? (
        <p class="empty" role="status">
          {asked.message}
        </p>
      ) : (
        <Judged
          key={verdict.order}
          verdict={verdict}
          reviews={reviews}
          onDone={() => goTo(after)}
        />
      )}
    </main>
  );
}

function Step({ name, to }: { readonly name: string; readonly to: Verdict | undefined }) {
  if (to === undefined) return <span class="step off">{name}</span>;
  return (
    <a class="step" href={hashOf(to.object)}>
      {name}
    </a>
  );
}

interface JudgedProps {
  readonly verdict: Verdict;
  readonly reviews: ReviewStore;
  readonly onDone: () => void;
}

function Judged({ verdict, reviews, onDone }: JudgedProps) {
  const isFlagged = verdict.state === "scanned" && verdict.label === "manipulated";
  // The map of an authentic picture has spots as well, which mean nothing.
  const [look, setLook] = useState<Look>({
    layer: isFlagged ? "overlay" : "original",
    opacity: 0.5,
    hasOutlines: isFlagged,
  });
  const account = accountOf(verdict);
  return (
    <div class="judged">
      <div class="seen">
        {verdict.state === "scanned" ? (
          <>
            <LookControls look={look} onLook={setLook} />
            <Stage verdict={verdict} look={look} />
            <Legend verdict={verdict} />
          </>
        ) : (
          <Unscanned verdict={verdict} />
        )}
      </div>
      <div class="said-of-it">
        <section class="panel verdict" aria-label="Verdict">
          <Badge verdict={verdict} />
          <p class="headline">{account.headline}</p>
          {account.advice !== "" && <p class="advice">{account.advice}</p>}
          {account.isRescanUseful && <ScanAgain verdict={verdict} />}
        </section>
        {verdict.state === "scanned" && (
          <ReviewPanel verdict={verdict} reviews={reviews} onDone={onDone} />
        )}
        <WitnessList witnesses={account.witnesses} />
        <Facts verdict={verdict} />
      </div>
    </div>
  );
}

/** As much of it as can be decoded. */
function Unscanned({ verdict }: { readonly verdict: Verdict }) {
  const [isLost, setLost] = useState(false);
  return (
    <div class="stage-frame unscanned">
      {isLost || verdict.state === "deleted" ? (
        <p>There is nothing that can be shown.</p>
      ) : (
        <img
          src={pictureUrlOf(verdict, "screen")}
          alt={verdict.object.key}
          onError={() => setLost(true)}
        />
      )}
    </div>
  );
}

const ASK_AGAIN_MS = 1500;

/** What the system says about the picture when it is asked, again and again until there is a verdict. */
function useAsked({ bucket, key }: NonNullable<Route>) {
  const [asked, setAsked] = useState<{ verdict?: Verdict; message: string }>({
    message: "Loading …",
  });
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let isWanted = true;
    const ask = async () => {
      const next = await askOnce({ bucket, key });
      if (!isWanted) return;
      setAsked(next);
      if (next.isPending) timer = setTimeout(ask, ASK_AGAIN_MS);
    };
    void ask();
    return () => {
      isWanted = false;
      clearTimeout(timer);
    };
  }, [bucket, key]);
  return asked;
}

async function askOnce(object: NonNullable<Route>) {
  try {
    const answer = await client.verdict(object);
    if (answer === undefined) {
      return {
        message: "Nothing is known of this picture, and it is not in the bucket.",
        isPending: false,
      };
    }
    if ("verdict" in answer) return { verdict: answer.verdict, message: "", isPending: false };
    return { message: "This picture is being scanned …", isPending: true };
  } catch (error) {
    return { message: messageOf(error), isPending: true };
  }
}

function newer(a: Verdict | undefined, b: Verdict | undefined): Verdict | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return a.order > b.order ? a : b;
}

/** In the order of the gallery. */
function neighboursOf(feed: Feed, { bucket, key }: NonNullable<Route>) {
  const { loaded } = feed;
  const at = loaded.findIndex(({ object }) => object.bucket === bucket && object.key === key);
  if (at < 0) return { before: undefined, after: loaded[0] };
  return { before: loaded[at - 1], after: loaded[at + 1] };
}
