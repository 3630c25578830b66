import { useEffect, useRef, useState } from "preact/hooks";
import type { ScannedVerdict } from "../../core/contracts/verdict.ts";
import { choicesOn } from "../../core/reviews/choices.ts";
import { MAX_NOTE_CHARACTERS, type ReviewDecision } from "../../core/reviews/review.ts";
import { useObserved } from "../data/observable.ts";
import type { ReviewStore } from "../data/review-store.ts";
import { messageOf } from "../data/scanner-api.ts";
import { useKeys } from "../keys.ts";

interface ReviewPanelProps {
  readonly verdict: ScannedVerdict;
  readonly reviews: ReviewStore;
  /** After a decision, if the person wants to go on at once. */
  readonly onDone: () => void;
}

const GO_ON = "fasa-go-on";

/** What the person says of the verdict, which it does not change. */
export function ReviewPanel({ verdict, reviews, onDone }: ReviewPanelProps) {
  useObserved(reviews);
  const review = reviews.of(verdict);
  const [note, setNote] = useState(review?.note ?? "");
  const [problem, setProblem] = useState<string>();
  const [isGoingOn, setGoingOn] = useState(() => localStorage.getItem(GO_ON) === "yes");
  const field = useRef<HTMLTextAreaElement>(null);
  useEffect(() => setNote(review?.note ?? ""), [review?.note]);

  const say = (decision: ReviewDecision) =>
    // What is in the field now: a key can be faster than the next rendering.
    reviews.say(verdict, decision, (field.current?.value ?? note).trim()).then(
      () => {
        setProblem(undefined);
        if (isGoingOn && decision !== "withdrawn") onDone();
      },
      (error: unknown) => setProblem(messageOf(error)),
    );
  const choices = choicesOn(verdict);
  useKeys({
    ...Object.fromEntries(choices.map(({ key, decision }) => [key, () => void say(decision)])),
    n: () => field.current?.focus(),
  });
  const remember = (isOn: boolean) => {
    setGoingOn(isOn);
    localStorage.setItem(GO_ON, isOn ? "yes" : "no");
  };

  return (
    <section class="panel review" aria-labelledby="review-title">
      <h2 id="review-title">Your review</h2>
      <div class={verdict.label === "authentic" ? "decisions calm" : "decisions"}>
        {choices.map(({ decision, name, key }) => (
          <button
            key={decision}
            type="button"
            class={decision}
            aria-pressed={review?.decision === decision}
            aria-keyshortcuts={key}
            onClick={() => void say(decision)}
          >
            {name} <kbd>{key}</kbd>
          </button>
        ))}
      </div>
      <label class="note">
        Note
        <textarea
          ref={field}
          rows={2}
          maxLength={MAX_NOTE_CHARACTERS}
          value={note}
          onInput={({ currentTarget }) => setNote(currentTarget.value)}
          onBlur={() => {
            if (review !== undefined && note.trim() !== review.note) void say(review.decision);
          }}
          onKeyDown={({ key, currentTarget }) => key === "Escape" && currentTarget.blur()}
        />
      </label>
      <div class="review-foot">
        <label class="tick">
          <input
            type="checkbox"
            checked={isGoingOn}
            onChange={({ currentTarget }) => remember(currentTarget.checked)}
          />
          go on to the next picture
        </label>
        <span class="space" />
        {review !== undefined && (
          <button type="button" class="quiet" onClick={() => void say("withdrawn")}>
            Withdraw
          </button>
        )}
      </div>
      <p role="status" class="review-said">
        {problem !== undefined
          ? `Not kept: ${problem}`
          : review && `Kept, ${new Date(review.reviewedAt).toLocaleString()}`}
      </p>
    </section>
  );
}
