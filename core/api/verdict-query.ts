import { z } from "zod";
import { ObjectIdentity, VersionId } from "../contracts/object-identity.ts";
import { excerpt } from "../contracts/parse-json.ts";
import { MessageError } from "../contracts/reasons.ts";
import { Verdict } from "../contracts/verdict.ts";
import { Quarantined } from "../quarantine/quarantine-record.ts";

/** Routes of the query API, as API Gateway writes them. */
export const VERDICT_ROUTES = {
  /** `?bucket=&key=&versionId=`, form-encoded: takes every key. */
  canonical: "/verdict",
  /** For keys that a URL's path does not change; see `survivesInPath`. */
  byPath: "/verdicts/{bucket}/{key+}",
  /** `?label=&since=&limit=&cursor=` and more: the newest verdicts about what is current. */
  list: "/verdicts",
} as const;

/** With a slash in it, a bucket and a key would not be told apart from another bucket and its key. */
const BucketName = ObjectIdentity.shape.bucket.refine((name) => !name.includes("/"), {
  error: "bucket name has a slash",
});

/** What is asked for: whatever is under the key now, or one version by its verdict's `objectVersion`. */
export const VerdictQuery = z.strictObject({
  bucket: BucketName,
  key: ObjectIdentity.shape.key,
  versionId: VersionId.refine((id) => id !== "null", {
    error: '"null" is the version id of every upload while versioning is off: ask without one',
  })
    .exactOptional()
    .describe("One version, by its verdict's `objectVersion`. Absent: what is current."),
});
export type VerdictQuery = z.infer<typeof VerdictQuery>;

export const MASK_URL_SECONDS = 900;

/** Answer 200. */
export const VerdictAnswer = z.strictObject({
  verdict: Verdict.describe("What the system says about the object version."),
  stale: z
    .boolean()
    .exactOptional()
    .describe(
      "Whether something else, or nothing, is under the key now; absent when the bucket will not say.",
    ),
  maskUrl: z
    .string()
    .min(1)
    .exactOptional()
    .describe(`Reads the mask without credentials, for ${MASK_URL_SECONDS} seconds.`),
  quarantine: Quarantined.exactOptional().describe(
    "Where the image lies that was quarantined for this verdict.",
  ),
});
export type VerdictAnswer = z.infer<typeof VerdictAnswer>;

/** Answer 202: the object is there, its verdict is not yet. */
export const PendingAnswer = z.strictObject({
  state: z.literal("pending").describe("Its verdict is not there yet."),
  object: ObjectIdentity,
});
export type PendingAnswer = z.infer<typeof PendingAnswer>;

/** Any other answer, as application/problem+json (RFC 9457). */
export const Problem = z.strictObject({
  title: z.string().min(1).describe("What kind of problem it is."),
  status: z.int().min(400).max(599).describe("Status of the answer, from 400 to 599."),
  detail: z.string().min(1).describe("What is wrong, and what to do."),
});
export type Problem = z.infer<typeof Problem>;

/** Path and query of the canonical form. */
export function verdictUrlOf({ bucket, key, versionId }: VerdictQuery): string {
  const search = new URLSearchParams({
    bucket,
    key,
    ...(versionId !== undefined && { versionId }),
  });
  return `${VERDICT_ROUTES.canonical}?${search}`;
}

/**
 * Whether the key reaches the API unchanged as part of a path. Clients and gateways fold empty and
 * dot segments and backslashes, and some decode a percent sign twice.
 */
export function survivesInPath(key: string): boolean {
  const segments = key.split("/");
  const isFolded = segments.some((segment) => ["", ".", ".."].includes(segment));
  return !(isFolded || /[\\%\p{Cc}]/u.test(key));
}

/**
 * Parameters of a query string, form-encoded. URLSearchParams alone would read what is no UTF-8 as
 * something else, and so answer about another key.
 *
 * @throws MessageError when the text is not form-encoded UTF-8.
 */
export function parametersOf(rawQueryString: string): URLSearchParams {
  try {
    decodeURIComponent(rawQueryString);
  } catch (cause) {
    const expected = "a query string in form encoding of UTF-8";
    throw new MessageError({ expected, received: excerpt(rawQueryString) }, { cause });
  }
  return new URLSearchParams(rawQueryString);
}

/** @throws MessageError when the parameters name no object, or one of them comes twice. */
export function parseVerdictQuery(parameters: Iterable<readonly [string, string]>): VerdictQuery {
  const entries = [...parameters];
  const parsed = VerdictQuery.safeParse(Object.fromEntries(entries));
  const isRepeated = new Set(entries.map(([name]) => name)).size < entries.length;
  if (parsed.success && !isRepeated) return parsed.data;
  const issues = parsed.error?.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);
  throw new MessageError({
    expected: `${VERDICT_ROUTES.canonical}?bucket=…&key=…, and &versionId=… for one version, each once`,
    received: `${JSON.stringify(entries.map(([name]) => name))} with ${issues?.join("; ") ?? "a repeat"}`,
  });
}
