import { Token } from "aws-cdk-lib";
import type { NotificationKeyFilter } from "aws-cdk-lib/aws-s3";
import type { KeyFilter } from "../../core/settings/key-filter.ts";

/** Of one bucket, whatever they are for. https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-how-to-filtering.html */
const MAX_NOTIFICATIONS = 100;
/** Of a rule, as JSON. https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html */
const MAX_PATTERN_CHARACTERS = 2048;
/** That the name of a bucket can have, where it is known only once it is deployed. */
const MAX_BUCKET_NAME = "b".repeat(63);

const FEWER =
  "Name fewer or shorter ones. Suffixes can be left out: what is no image gets a verdict that says so.";

/**
 * The filter as S3 notifications take it: one notification for each element, which holds one prefix
 * and one suffix at most, or no filter at all.
 *
 * @param events that each of them is made for.
 * @throws Error naming two prefixes, or suffixes, that overlap, and one for more notifications than a
 *   bucket can have: S3 refuses both.
 */
export function notificationFilters(filter: KeyFilter, events: number): NotificationKeyFilter[][] {
  const all = combinations(filter);
  const notifications = all.length * events;
  if (notifications > MAX_NOTIFICATIONS) {
    throw new Error(
      `${sizeOf(filter)} make ${notifications} notifications of the bucket, one for each pair and kind of event; S3 allows ${MAX_NOTIFICATIONS}. ${FEWER}`,
    );
  }
  return all.map(({ prefix, suffix }) => {
    const keys = {
      ...(prefix !== undefined && { prefix }),
      ...(suffix !== undefined && { suffix }),
    };
    return Object.keys(keys).length > 0 ? [keys] : [];
  });
}

/**
 * The filter as an EventBridge pattern of a key; undefined when every key matches.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
 */
export function keyPatterns(filter: KeyFilter): { readonly wildcard: string }[] | undefined {
  const { prefixes = [], suffixes = [] } = filter;
  if (prefixes.length === 0 && suffixes.length === 0) return undefined;
  return combinations(filter).map(({ prefix = "", suffix = "" }) => ({
    wildcard: `${literal(prefix)}*${literal(suffix)}`,
  }));
}

/**
 * Refuses a pattern that EventBridge would.
 *
 * @param pattern as it is deployed.
 * @throws Error when it is too long.
 */
export function checkPatternLength(pattern: object, filter: KeyFilter): void {
  const text = JSON.stringify(pattern, (_, value: unknown) =>
    Token.isUnresolved(value) ? MAX_BUCKET_NAME : value,
  );
  if (text.length <= MAX_PATTERN_CHARACTERS) return;
  throw new Error(
    `${sizeOf(filter)} make an event pattern of ${text.length.toLocaleString("en")} characters, with one wildcard for each pair; EventBridge takes ${MAX_PATTERN_CHARACTERS.toLocaleString("en")}. ${FEWER}`,
  );
}

function sizeOf({ prefixes = [], suffixes = [] }: KeyFilter): string {
  return `${prefixes.length} prefixes and ${suffixes.length} suffixes`;
}

function combinations({ prefixes = [], suffixes = [] }: KeyFilter) {
  refuseOverlap("prefixes", prefixes, (a, b) => a.startsWith(b));
  refuseOverlap("suffixes", suffixes, (a, b) => a.endsWith(b));
  const all = <T>(values: readonly T[]) => (values.length > 0 ? values : [undefined]);
  return all(prefixes).flatMap((prefix) => all(suffixes).map((suffix) => ({ prefix, suffix })));
}

function refuseOverlap(
  name: string,
  values: readonly string[],
  holds: (a: string, b: string) => boolean,
): void {
  for (const [index, b] of values.entries()) {
    const a = values.find((value, other) => other !== index && holds(value, b));
    if (a === undefined) continue;
    throw new Error(`${name}: "${a}" lies within "${b}". Leave one of them out.`);
  }
}

const literal = (text: string) => text.replaceAll(/[\\*]/g, "\\$&");
