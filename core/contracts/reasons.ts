import { z } from "zod";
import type { Rank } from "./ordering.ts";

export const ReasonCode = z
  .enum([
    "unsupported_format",
    "corrupt",
    "too_large",
    "too_many_pixels",
    "too_small",
    "archived",
    "superseded",
    "access_denied",
    "kms_denied",
    "not_found",
    "timeout",
    "expired",
    "poison",
  ])
  .describe("Why, in one word.");
export type ReasonCode = z.infer<typeof ReasonCode>;

/** What each message needs to know. */
export interface ReasonDetails {
  readonly unsupported_format: { found: string };
  readonly corrupt: { found: string };
  readonly too_large: { sizeBytes: number; limitBytes: number };
  readonly too_many_pixels: { width: number; height: number; limitPixels: number };
  readonly too_small: { width: number; height: number; minSidePixels: number };
  readonly archived: { storageClass: string };
  readonly superseded: { expectedETag: string };
  readonly access_denied: { action: string };
  readonly kms_denied: { action: string };
  readonly not_found: { found: string };
  readonly timeout: { limitMs: number };
  readonly expired: { waitedSeconds: number };
  readonly poison: { receiveCount: number; lastError: string };
}

/** The three things that a reader needs to know; whether a retry helps follows from the row. */
interface Told {
  readonly expected: string;
  readonly received: string;
  /** What to do, as a sentence. */
  readonly advice: string;
}

interface ReasonRow<Details> {
  /** State of the verdict that carries this reason. */
  readonly state: "failed" | "skipped";
  /** Whether the same object may scan later without being changed. */
  readonly retryable: boolean;
  readonly tell: (details: Details) => Told;
}

type Tell<Details> = ReasonRow<Details>["tell"];
const skipped = <D>(tell: Tell<D>): ReasonRow<D> => ({ state: "skipped", retryable: false, tell });
const failed = <D>(tell: Tell<D>): ReasonRow<D> => ({ state: "failed", retryable: false, tell });
const gaveUp = <D>(tell: Tell<D>): ReasonRow<D> => ({ state: "failed", retryable: true, tell });

/** Every way an object can end without a scan: the one place for its state, retry and wording. */
export const REASONS: { readonly [Code in ReasonCode]: ReasonRow<ReasonDetails[Code]> } = {
  unsupported_format: failed(({ found }) => ({
    expected: "a JPEG, PNG, WebP, AVIF, HEIC, GIF or TIFF image of a kind that is scanned",
    received: found,
    advice: "Convert it to PNG, or to JPEG of 8 bits, and upload that.",
  })),
  corrupt: failed(({ found }) => ({
    expected: "an image with all its pixels",
    received: found,
    advice: "Upload an intact copy.",
  })),
  too_large: skipped((d) => ({
    expected: `at most ${d.limitBytes} bytes`,
    received: `${d.sizeBytes}`,
    advice: "Upload a smaller file.",
  })),
  too_many_pixels: skipped((d) => ({
    expected: `at most ${d.limitPixels} pixels in all`,
    received: `${d.width}×${d.height}`,
    advice: "Upload a smaller image.",
  })),
  too_small: skipped((d) => ({
    expected: `an image of at least ${d.minSidePixels} pixels a side`,
    received: `${d.width}×${d.height}`,
    advice: "Upload the image in its original size.",
  })),
  archived: skipped((d) => ({
    expected: "an object that can be read",
    received: `one that is archived (${d.storageClass})`,
    advice: "Restore it, then ask for a scan of it.",
  })),
  superseded: skipped((d) => ({
    expected: `the upload with the ETag ${d.expectedETag}`,
    received: "another one, as the object was overwritten before it was read",
    advice: "See the verdict of the newer upload.",
  })),
  access_denied: gaveUp((d) => ({
    expected: `the right to ${d.action} this object`,
    received: "a refusal to the scanner's role or user",
    advice: "Grant it, then redrive.",
  })),
  kms_denied: gaveUp((d) => ({
    expected: `the right to use this object's KMS key to ${d.action} it`,
    received: "a refusal to the worker's role",
    advice: "Grant kms:Decrypt, then redrive.",
  })),
  not_found: failed((d) => ({
    expected: "an object under this key",
    received: d.found,
    advice: "Upload it again if it was not deleted on purpose.",
  })),
  timeout: gaveUp((d) => ({
    expected: `a scan within ${d.limitMs} ms`,
    received: "none by then",
    advice: "Redrive it.",
  })),
  expired: gaveUp((d) => ({
    expected: "a free worker",
    received: `none in ${d.waitedSeconds} s of waiting`,
    advice: "Add capacity, then redrive.",
  })),
  poison: gaveUp((d) => ({
    expected: "a scan that ends in a result",
    received: `none in ${d.receiveCount} deliveries: ${d.lastError}`,
    advice: "Remove the cause, then redrive.",
  })),
};

const RETRY = { true: "A retry may then succeed.", false: "A retry ends the same." } as const;

/** Longest reason text kept; an error that is quoted can be of any length. */
export const MAX_REASON_CHARACTERS = 1000;

/** Expected, received, what to do, and whether a retry helps: what is received is cut to leave room for the rest. */
function sentenceOf({ expected, received, advice }: Told, retryable: boolean): string {
  const around = (found: string) =>
    `Expected ${expected}, received ${found}. ${advice} ${RETRY[`${retryable}`]}`;
  const room = MAX_REASON_CHARACTERS - around("").length;
  return around(received.trim().replace(/\.$/, "").slice(0, room) || "nothing that can be named");
}

/** How a result with this reason ranks against others of its object and generation. */
export function rankOf(code: ReasonCode): Rank {
  return REASONS[code].retryable ? 0 : 1;
}

/** A scan that ends in a verdict with a reason. Any other error is transient: the message is redelivered. */
export class ScanError extends Error {
  override readonly name = "ScanError";
  readonly code: ReasonCode;

  constructor(code: ReasonCode, message: string, options?: ErrorOptions) {
    super(message.slice(0, MAX_REASON_CHARACTERS), options);
    this.code = code;
  }

  get retryable(): boolean {
    return REASONS[this.code].retryable;
  }
}

/** The only way to make a ScanError, so that its wording comes from the table. */
export function scanError<Code extends ReasonCode>(
  code: Code,
  details: ReasonDetails[Code],
  options?: ErrorOptions,
): ScanError {
  const { tell, retryable } = REASONS[code];
  return new ScanError(code, sentenceOf(tell(details), retryable), options);
}

/** Text that arrived from outside and is not what the contract says. A retry reads the same text. */
export class MessageError extends Error {
  override readonly name = "MessageError";

  constructor(details: { expected: string; received: string }, options?: ErrorOptions) {
    super(`Expected ${details.expected}, received ${details.received}.`, options);
  }
}
