import type { NotificationKeyFilter } from "aws-cdk-lib/aws-s3";
import type { KeyFilter } from "../../core/settings/key-filter.ts";

/**
 * The filter as S3 notifications take it: one notification for each element, which holds one prefix
 * and one suffix at most, or no filter at all.
 *
 * @throws Error naming two prefixes, or suffixes, that overlap: S3 refuses such notifications.
 */
export function notificationFilters(filter: KeyFilter): NotificationKeyFilter[][] {
  return combinations(filter).map(({ prefix, suffix }) => {
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
