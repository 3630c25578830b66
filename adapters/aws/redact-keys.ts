import { z } from "zod";
import { objectHashOf } from "../../core/contracts/listing.ts";
import type { LogFields } from "../../core/ports.ts";

const LEFT_OUT = "…";
/** Deeper than any error of ours goes, and an end to one that is its own cause. */
const MAX_DEPTH = 10;

/** Quotation marks, JSON, paths, URLs, ARNs and further lines: nothing else in a text is from outside. */
const QUOTE = /["`{/\n]|(?<!\p{L})'|arn:/u;

const Place = z.object({ bucket: z.string(), key: z.string() });

/** What errors say of themselves beside their text; that of AWS finds the call in CloudTrail. */
const ErrorFacts = z.object({
  code: z.union([z.string(), z.number()]).optional().catch(undefined),
  $metadata: z
    .object({ httpStatusCode: z.number().optional(), requestId: z.string().optional() })
    .optional()
    .catch(undefined),
  errors: z.array(z.unknown()).optional().catch(undefined),
});

type Fields = Readonly<Record<string, unknown>>;

/**
 * Fields of a log line that name no object: instead of a `key` there is the `objectHash` of bucket and
 * key, and every text ends where it begins to quote, for messages quote what arrived.
 */
export function redactKeys(fields: LogFields): LogFields {
  return recordWithoutKeys(fields, 0);
}

function valueWithoutKeys(value: unknown, depth: number): unknown {
  if (typeof value === "string") return untilQuote(value);
  if (typeof value !== "object" || value === null || value instanceof Date) return value;
  if (depth === MAX_DEPTH) return LEFT_OUT;
  if (value instanceof Error) return errorWithoutKeys(value, depth + 1);
  if (Array.isArray(value)) return value.map((each) => valueWithoutKeys(each, depth + 1));
  return recordWithoutKeys(value, depth + 1);
}

function recordWithoutKeys(record: object, depth: number): Fields {
  const { data: place } = Place.safeParse(record);
  const others = Object.entries(record).filter(([name]) => name !== "key");
  return {
    ...Object.fromEntries(others.map(([name, value]) => [name, valueWithoutKeys(value, depth)])),
    ...(place && { objectHash: objectHashOf(place) }),
  };
}

function errorWithoutKeys(error: Error, depth: number): Fields {
  const { name, message, stack = "", cause } = error;
  const facts = recordWithoutKeys({ name, message, ...ErrorFacts.parse(error) }, depth);
  const why = cause === undefined ? {} : { cause: valueWithoutKeys(cause, depth) };
  return { ...facts, ...why, stack: framesOf(stack, message) };
}

/** The stack below the message, which may hold lines that look like frames. */
function framesOf(stack: string, message: string): string {
  const at = stack.indexOf(message);
  return stack
    .slice(at < 0 ? 0 : at + message.length)
    .split("\n")
    .filter((line) => /^ +at /.test(line))
    .join("\n");
}

function untilQuote(text: string): string {
  const at = text.search(QUOTE);
  return at < 0 ? text : `${text.slice(0, text.lastIndexOf(" ", at) + 1)}${LEFT_OUT}`;
}
