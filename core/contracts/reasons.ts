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

/** One text for each voice. */
export const Sayings = z.strictObject({ object: z.string(), file: z.string() });
export type Sayings = z.infer<typeof Sayings>;

/** Whom a reason speaks to: who put an object into a bucket, or who has the file on this machine. */
export type Voice = keyof Sayings;

/** The same to both, or to each in words of its own. */
type Words = string | Readonly<Sayings>;

/** The three things that a reader needs to know; whether a retry helps follows from the row. */
interface Told {
  readonly expected: Words;
  readonly received: Words;
  /** What to do, as a sentence. */
  readonly advice: Words;
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
    expected: "a JPEG, PNG, WebP, AVIF, HEIC, GIF, TIFF or BMP image of a kind that is scanned",
    received: found,
    advice: {
      object: "Convert it to PNG, or to JPEG of 8 bits, and upload that.",
      file: "Convert it to PNG, or to JPEG of 8 bits, and scan that.",
    },
  })),
  corrupt: failed(({ found }) => ({
    expected: "an image with all its pixels",
    received: found,
    advice: { object: "Upload an intact copy.", file: "Scan an intact copy." },
  })),
  too_large: skipped((d) => ({
    expected: `at most ${d.limitBytes} bytes`,
    received: `${d.sizeBytes}`,
    advice: { object: "Upload a smaller file.", file: "Scan a smaller file." },
  })),
  too_many_pixels: skipped((d) => ({
    expected: `at most ${d.limitPixels} pixels in all`,
    received: `${d.width}×${d.height}`,
    advice: { object: "Upload a smaller image.", file: "Scan a smaller image." },
  })),
  too_small: skipped((d) => ({
    expected: `an image of at least ${d.minSidePixels} pixels a side`,
    received: `${d.width}×${d.height}`,
    advice: {
      object: "Upload the image in its original size.",
      file: "Scan the image in its original size.",
    },
  })),
  archived: skipped((d) => ({
    expected: "an object that can be read",
    received: `one that is archived (${d.storageClass})`,
    advice: "Restore it, then ask for a scan of it.",
  })),
  superseded: skipped((d) => ({
    expected: {
      object: `the upload with the ETag ${d.expectedETag}`,
      file: `the file as it was when its scan began (${d.expectedETag})`,
    },
    received: {
      object: "another one, as the object was overwritten before it was read",
      file: "another one, as it was overwritten before it was read",
    },
    advice: { object: "See the verdict of the newer upload.", file: "Scan the file as it is now." },
  })),
  access_denied: gaveUp((d) => ({
    expected: {
      object: `the right to ${d.action} this object`,
      file: `the right to ${d.action} this file`,
    },
    received: {
      object: "a refusal to the scanner's role or user",
      file: "a refusal to the user who runs the scanner",
    },
    advice: {
      object: "Grant it, then redrive.",
      file: "Let that user read it, then scan it again.",
    },
  })),
  kms_denied: gaveUp((d) => ({
    expected: `the right to use this object's KMS key to ${d.action} it`,
    received: "a refusal to the worker's role",
    advice: "Grant kms:Decrypt, then redrive.",
  })),
  not_found: failed((d) => ({
    expected: { object: "an object under this key", file: "a file of this name" },
    received: d.found,
    advice: {
      object: "Upload it again if it was not deleted on purpose.",
      file: "Put it back if it was not removed on purpose.",
    },
  })),
  timeout: gaveUp((d) => ({
    expected: `a scan within ${d.limitMs} ms`,
    received: "none by then",
    advice: { object: "Redrive it.", file: "Scan it again while the machine has less to do." },
  })),
  expired: gaveUp((d) => ({
    expected: "a free worker",
    received: `none in ${d.waitedSeconds} s of waiting`,
    advice: "Add capacity, then redrive.",
  })),
  poison: gaveUp((d) => ({
    expected: "a scan that ends in a result",
    received: {
      object: `none in ${d.receiveCount} deliveries: ${d.lastError}`,
      file: `an error: ${d.lastError}`,
    },
    advice: {
      object: "Remove the cause, then redrive.",
      file: "Remove the cause, then scan it again.",
    },
  })),
};

const RETRY = { true: "A retry may then succeed.", false: "A retry ends the same." } as const;

/** Longest reason text kept; an error that is quoted can be of any length. */
export const MAX_REASON_CHARACTERS = 1000;

/** Expected, received, what to do, and whether a retry helps: what is received is cut to leave room for the rest. */
function sentenceOf(told: Told, retryable: boolean, voice: Voice): string {
  const to = (words: Words) => (typeof words === "string" ? words : words[voice]);
  const around = (found: string) =>
    `Expected ${to(told.expected)}, received ${found}. ${to(told.advice)} ${RETRY[`${retryable}`]}`;
  const room = MAX_REASON_CHARACTERS - around("").length;
  return around(
    to(told.received).trim().replace(/\.$/, "").slice(0, room) || "nothing that can be named",
  );
}

/** How a result with this reason ranks against others of its object and generation. */
export function rankOf(code: ReasonCode): Rank {
  return REASONS[code].retryable ? 0 : 1;
}

/** A scan that ends in a verdict with a reason. Any other error is transient: the message is redelivered. */
export class ScanError extends Error {
  override readonly name = "ScanError";
  readonly code: ReasonCode;
  /** Private: a log needs the message once. */
  readonly #says: Sayings;

  constructor(code: ReasonCode, says: Sayings, options?: ErrorOptions) {
    super(says.object, options);
    this.code = code;
    this.#says = says;
  }

  /** The message in each voice; `message` itself speaks of an object. */
  get says(): Sayings {
    return this.#says;
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
  const told = tell(details);
  const inVoice = (voice: Voice) => sentenceOf(told, retryable, voice);
  return new ScanError(code, { object: inVoice("object"), file: inVoice("file") }, options);
}

/** Text that arrived from outside and is not what the contract says. A retry reads the same text. */
export class MessageError extends Error {
  override readonly name = "MessageError";

  constructor(details: { expected: string; received: string }, options?: ErrorOptions) {
    super(`Expected ${details.expected}, received ${details.received}.`, options);
  }
}
