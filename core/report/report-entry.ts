import type { Verdict } from "../contracts/verdict.ts";

/** A picture as it is shown: JPEG bytes, in base64. */
export interface ReportPictures {
  readonly original: string;
  /** With what was found. */
  readonly overlay: string;
}

/** Something that the report looked for: what it is, or why it is not there. */
export type Evidence<Found> = { readonly found: Found } | { readonly missing: string };

/** A verdict that the report cannot tell of, and why. */
export interface Unreadable {
  readonly name: string;
  readonly why: string;
}

/** One file or object in a report. */
export interface ReportEntry {
  readonly verdict: Verdict;
  /** What a reader knows the file or object by. */
  readonly name: string;
  readonly pictures: Evidence<ReportPictures>;
  /** sha256 of the bytes that were scanned. */
  readonly imageSha256: Evidence<string>;
  readonly maskSha256: Evidence<string>;
}
