import { z } from "zod";
import { ListingClass, listingClassOf } from "../contracts/listing.ts";
import { MessageError } from "../contracts/reasons.ts";
import { Verdict } from "../contracts/verdict.ts";
import { VERDICT_ROUTES } from "./verdict-query.ts";

export const MAX_LISTED = 100;
const DEFAULT_LISTED = 50;

const Time = z.iso.datetime({ error: "expected a time such as 2026-01-31T00:00:00Z" });

/** One heading, or every one. */
export const ListLabel = z.enum([...ListingClass.options, "all"]);
export type ListLabel = z.infer<typeof ListLabel>;

/** What is listed: the newest verdicts first, about what is current under its key. */
export const ListQuery = z.strictObject({
  label: ListLabel.default("manipulated").describe("Under which heading, or all."),
  bucket: z.string().min(1).exactOptional().describe("Of this bucket alone."),
  prefix: z.string().min(1).exactOptional().describe("Only keys that begin with it."),
  since: Time.exactOptional().describe("Nothing older: ISO 8601, UTC. Absent: a day before now."),
  until: Time.exactOptional().describe("Only what is older: ISO 8601, UTC."),
  limit: z.coerce
    .number()
    .int()
    .min(1)
    .max(MAX_LISTED)
    .default(DEFAULT_LISTED)
    .describe(`How many at most, from 1 to ${MAX_LISTED}.`),
  cursor: z
    .string()
    .regex(/^\d{4}-\d{2}-\d{2}T\d{2}(:[\d:.]+Z#[0-9a-f]{16})?$/, "expected the cursor of a page")
    .exactOptional()
    .describe("As the page before gave it: where that one ended."),
});
export type ListQuery = z.infer<typeof ListQuery>;

/** How many verdicts there are under each heading. */
export const ListTotals = z.record(ListingClass, z.int().nonnegative());
export type ListTotals = z.infer<typeof ListTotals>;

/** Answer 200. Without a cursor this was the last page; with one, there may be more, even after none. */
export const ListAnswer = z.strictObject({
  verdicts: z.array(Verdict).max(MAX_LISTED).describe("The newest first."),
  cursor: z
    .string()
    .min(1)
    .exactOptional()
    .describe("Where this page ended. Absent: it was the last one."),
  totals: ListTotals.exactOptional().describe(
    "How many there are under each heading, on all pages, whatever the label. Only from a system that knows all its " +
      "verdicts: one on a laptop.",
  ),
});
export type ListAnswer = z.infer<typeof ListAnswer>;

/** Between which places a query looks, in ISO 8601 with milliseconds, as verdicts write their time. */
export interface ListSpan {
  /** Nothing older. */
  readonly oldest: string;
  /** Only what is older, on any page. */
  readonly newest: string;
  /** Only what is older, on this one. */
  readonly before: string;
}

/** Whether a verdict is about an object that is asked for, whatever it says and when. */
export function isWithin(
  { object }: Verdict,
  { bucket, prefix = "" }: Pick<ListQuery, "bucket" | "prefix">,
): boolean {
  return (bucket === undefined || object.bucket === bucket) && object.key.startsWith(prefix);
}

/** A verdict and its place in the list. */
export interface ListedVerdict {
  /** As `listedAtOf` says. */
  readonly listedAt: string;
  readonly verdict: Verdict;
}

/** A page of verdicts that are all at hand. @param known the newest first. */
export function listKnown(
  known: readonly ListedVerdict[],
  query: ListQuery,
  { oldest, newest, before }: ListSpan,
): Required<Pick<ListAnswer, "totals">> & ListAnswer {
  const within = known.filter(
    ({ listedAt, verdict }) =>
      listedAt < newest && verdict.scannedAt >= oldest && isWithin(verdict, query),
  );
  const totals = noTotals();
  for (const { verdict } of within) totals[listingClassOf(verdict)]++;
  const wanted = within.filter(
    ({ listedAt, verdict }) =>
      listedAt < before && (query.label === "all" || listingClassOf(verdict) === query.label),
  );
  const page = wanted.slice(0, query.limit);
  const last = wanted.length > page.length ? page.at(-1) : undefined;
  return {
    verdicts: page.map(({ verdict }) => verdict),
    ...(last && { cursor: last.listedAt }),
    totals,
  };
}

function noTotals(): ListTotals {
  return { manipulated: 0, authentic: 0, failed: 0, skipped: 0, deleted: 0 };
}

/** @throws MessageError naming what cannot be used, or what comes twice. */
export function parseListQuery(parameters: URLSearchParams): ListQuery {
  const entries = [...parameters];
  const parsed = ListQuery.safeParse(Object.fromEntries(entries));
  const isRepeated = new Set(parameters.keys()).size < entries.length;
  if (parsed.success && !isRepeated) return parsed.data;
  const issues = parsed.error?.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);
  throw new MessageError({
    expected: `${VERDICT_ROUTES.list}?label=…&bucket=…&prefix=…&since=…&until=…&limit=…&cursor=…, each once at most`,
    received: `${JSON.stringify(entries.map(([name]) => name))} with ${issues?.join("; ") ?? "a repeat"}`,
  });
}
