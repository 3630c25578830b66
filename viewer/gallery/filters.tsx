import { useEffect, useRef } from "preact/hooks";
import type { ListTotals } from "../../core/api/verdict-list.ts";
import type { FeedQuery, View } from "../data/feed.ts";
import { totalOf } from "../data/sections.ts";
import { useKeys } from "../keys.ts";
import { CLASS_NAMES } from "./badge.tsx";

/** In which order what was loaded is shown. */
export type Order = "newest" | "score";

const VIEWS: readonly (readonly [View, string])[] = [
  ["flaggedFirst", "Flagged first"],
  ["manipulated", CLASS_NAMES.manipulated],
  ["failed", CLASS_NAMES.failed],
  ["skipped", CLASS_NAMES.skipped],
  ["authentic", CLASS_NAMES.authentic],
  ["newest", "Newest first"],
];

interface FiltersProps {
  readonly query: FeedQuery;
  readonly totals: ListTotals | undefined;
  readonly buckets: ReadonlySet<string>;
  readonly order: Order;
  readonly isUnreviewedOnly: boolean;
  readonly onQuery: (query: FeedQuery) => void;
  readonly onOrder: (order: Order) => void;
  readonly onUnreviewedOnly: (only: boolean) => void;
}

export function Filters(props: FiltersProps) {
  const { query, totals, order, isUnreviewedOnly, onQuery, onOrder, onUnreviewedOnly } = props;
  return (
    <search class="filters">
      <fieldset class="tabs">
        <legend class="hidden">What is shown</legend>
        {VIEWS.map(([view, name]) => (
          <button
            key={view}
            type="button"
            aria-pressed={query.view === view}
            onClick={() => onQuery({ ...query, view })}
          >
            {name}
            {totals !== undefined && view !== "newest" && view !== "flaggedFirst" && (
              <span class="count">{totalOf(view, totals).toLocaleString("en")}</span>
            )}
          </button>
        ))}
      </fieldset>
      <Prefix query={query} onQuery={onQuery} />
      <Bucket {...props} />
      <span class="dates">
        <Day name="From" end="since" daysLater={0} query={query} onQuery={onQuery} />
        <Day name="to" end="until" daysLater={1} query={query} onQuery={onQuery} />
      </span>
      <label>
        Order
        <select
          value={order}
          onChange={({ currentTarget }) =>
            onOrder(currentTarget.value === "score" ? "score" : "newest")
          }
        >
          <option value="newest">as they came</option>
          <option value="score">furthest above the threshold</option>
        </select>
      </label>
      <label class="tick">
        <input
          type="checkbox"
          checked={isUnreviewedOnly}
          onChange={({ currentTarget }) => onUnreviewedOnly(currentTarget.checked)}
        />
        not reviewed
      </label>
    </search>
  );
}

const TYPING_MS = 250;

function Prefix({ query, onQuery }: Pick<FiltersProps, "query" | "onQuery">) {
  const input = useRef<HTMLInputElement>(null);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  useKeys({ "/": () => input.current?.focus() });
  const type = (prefix: string) => {
    clearTimeout(timer.current);
    const { prefix: _, ...rest } = query;
    timer.current = setTimeout(() => onQuery({ ...rest, ...(prefix && { prefix }) }), TYPING_MS);
  };
  return (
    <label class="prefix">
      Name begins with
      <input
        ref={input}
        type="search"
        placeholder="folder/name"
        onInput={({ currentTarget }) => type(currentTarget.value)}
        onKeyDown={({ key, currentTarget }) => key === "Escape" && currentTarget.blur()}
      />
    </label>
  );
}

function Bucket({ query, buckets, onQuery }: FiltersProps) {
  if (buckets.size < 2 && query.bucket === undefined) return null;
  const choose = (bucket: string) => {
    const { bucket: _, ...rest } = query;
    onQuery({ ...rest, ...(bucket && { bucket }) });
  };
  return (
    <label>
      Bucket
      <select
        value={query.bucket ?? ""}
        onChange={({ currentTarget }) => choose(currentTarget.value)}
      >
        <option value="">all</option>
        {[...buckets].sort().map((bucket) => (
          <option key={bucket} value={bucket}>
            {bucket}
          </option>
        ))}
      </select>
    </label>
  );
}

interface DayProps extends Pick<FiltersProps, "query" | "onQuery"> {
  readonly name: string;
  readonly end: "since" | "until";
  /** A day ends where the next one begins. */
  readonly daysLater: number;
}

/** A day of the person's own calendar. */
function Day({ name, end, daysLater, query, onQuery }: DayProps) {
  const choose = (day: string) => {
    const { [end]: _, ...rest } = query;
    if (day === "") return onQuery(rest);
    const [year = 0, month = 1, date = 1] = day.split("-").map(Number);
    onQuery({ ...rest, [end]: new Date(year, month - 1, date + daysLater).toISOString() });
  };
  return (
    <label>
      {name}
      <input type="date" onChange={({ currentTarget }) => choose(currentTarget.value)} />
    </label>
  );
}
