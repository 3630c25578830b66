import { z } from "zod";
import { ListingClass } from "../contracts/listing.ts";
import { MessageError } from "../contracts/reasons.ts";
import { Verdict } from "../contracts/verdict.ts";
import { VERDICT_ROUTES } from "./verdict-query.ts";

export const MAX_LISTED = 100;
const DEFAULT_LISTED = 50;

/** What is listed: the newest verdicts first, about what is current under its key. */
export const ListQuery = z.strictObject({
  label: ListingClass.default("manipulated"),
  /** Nothing older. @default a day before now */
  since: z.iso.datetime().exactOptional(),
  limit: z.coerce.number().int().min(1).max(MAX_LISTED).default(DEFAULT_LISTED),
  /** As the page before gave it: where that one ended. */
  cursor: z
    .string()
    .regex(/^\d{4}-\d{2}-\d{2}T\d{2}(:[\d:.]+Z#[0-9a-f]{16})?$/, "expected the cursor of a page")
    .exactOptional(),
});
export type ListQuery = z.infer<typeof ListQuery>;

/** Answer 200. Without a cursor this was the last page; with one, there may be more, even after none. */
export const ListAnswer = z.strictObject({
  verdicts: z.array(Verdict).max(MAX_LISTED),
  cursor: z.string().min(1).exactOptional(),
});
export type ListAnswer = z.infer<typeof ListAnswer>;

/** @throws MessageError naming what cannot be used, or what comes twice. */
export function parseListQuery(parameters: URLSearchParams): ListQuery {
  const entries = [...parameters];
  const parsed = ListQuery.safeParse(Object.fromEntries(entries));
  const isRepeated = new Set(parameters.keys()).size < entries.length;
  if (parsed.success && !isRepeated) return parsed.data;
  const issues = parsed.error?.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);
  throw new MessageError({
    expected: `${VERDICT_ROUTES.list}?label=…&since=…&limit=…&cursor=…, each once at most`,
    received: `${JSON.stringify(entries.map(([name]) => name))} with ${issues?.join("; ") ?? "a repeat"}`,
  });
}
