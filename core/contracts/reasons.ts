import { z } from "zod";
import type { Rank } from "./ordering.ts";

export const ReasonCode = z.enum([
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
]);
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

interface ReasonRow<Details> {
  /** State of the verdict that carries this reason. */
  readonly state: "failed" | "skipped";
  /** Whether the same object may scan later without being changed. */
  readonly retryable: boolean;
  /** What was expected, what was found, what to do. */
  readonly message: (details: Details) => string;
}

type Message<Details> = ReasonRow<Details>["message"];
const skipped = <D>(message: Message<D>): ReasonRow<D> => ({
  state: "skipped",
  retryable: false,
  message,
});
const failed = <D>(message: Message<D>): ReasonRow<D> => ({
  state: "failed",
  retryable: false,
  message,
});
const gaveUp = <D>(message: Message<D>): ReasonRow<D> => ({
  state: "failed",
  retryable: true,
  message,
});

/** Every way an object can end without a scan: the one place for its state, retry and wording. */
export const REASONS: { readonly [Code in ReasonCode]: ReasonRow<ReasonDetails[Code]> } = {
  unsupported_format: failed(
    (d) =>
      `Expected a JPEG, PNG, WebP, AVIF, GIF or TIFF image, found ${d.found}. Convert the image and upload it again.`,
  ),
  corrupt: failed(
    (d) =>
      `The image cannot be decoded: ${d.found}. Upload an intact copy; a retry reads the same bytes.`,
  ),
  too_large: skipped(
    (d) =>
      `The object has ${d.sizeBytes} bytes, the limit is ${d.limitBytes}. Upload a smaller file or raise the limit, then scan again.`,
  ),
  too_many_pixels: skipped(
    (d) =>
      `The image has ${d.width}×${d.height} pixels, the limit is ${d.limitPixels} in all. Upload a smaller image or raise the limit, then scan again.`,
  ),
  too_small: skipped(
    (d) =>
      `The image has ${d.width}×${d.height} pixels, a scan needs ${d.minSidePixels} on each side.`,
  ),
  archived: skipped(
    (d) =>
      `The object is archived (${d.storageClass}) and cannot be read. Restore it, then scan again.`,
  ),
  superseded: skipped(
    (d) =>
      `The object was overwritten before it was read (its ETag is no longer ${d.expectedETag}). The newer upload has its own verdict.`,
  ),
  access_denied: gaveUp(
    (d) => `The scanner is not allowed to ${d.action} this object. Grant it, then scan it again.`,
  ),
  kms_denied: gaveUp(
    (d) =>
      `The worker's role may not use the KMS key of this object to ${d.action} it. Grant kms:Decrypt, then redrive.`,
  ),
  not_found: failed((d) => `The object was gone when the worker read it: ${d.found}.`),
  timeout: gaveUp((d) => `The scan took longer than ${d.limitMs} ms. Redrive it.`),
  expired: gaveUp(
    (d) =>
      `The scan waited ${d.waitedSeconds} s for a free worker and was dropped. Add capacity, then redrive.`,
  ),
  poison: gaveUp(
    (d) =>
      `The message was given up after ${d.receiveCount} deliveries: ${d.lastError}. Remove the cause, then redrive.`,
  ),
};

/** How a result with this reason ranks against others of its object and generation. */
export function rankOf(code: ReasonCode): Rank {
  return REASONS[code].retryable ? 0 : 1;
}

/** Longest reason text kept; a decoder's complaint can quote the file. */
export const MAX_REASON_CHARACTERS = 1000;

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
  return new ScanError(code, REASONS[code].message(details), options);
}

/** Text that arrived from outside and is not what the contract says. A retry reads the same text. */
export class MessageError extends Error {
  override readonly name = "MessageError";

  constructor(details: { expected: string; received: string }, options?: ErrorOptions) {
    super(`Expected ${details.expected}, received ${details.received}.`, options);
  }
}
