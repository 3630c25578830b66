import type { ImageFacts } from "./contracts/image-facts.ts";
import type { Instant } from "./contracts/instant.ts";
import type { ResizeKernel } from "./contracts/model-manifest.ts";
import type { ObjectIdentity, ObjectLocation } from "./contracts/object-identity.ts";
import type { RowKey } from "./contracts/object-keys.ts";
import type { ScanJob } from "./contracts/scan-job.ts";
import type { ScanResult } from "./contracts/scan-result.ts";
import type { Verdict } from "./contracts/verdict.ts";
import type { SecurityFinding } from "./findings/security-finding.ts";
import type { QuarantineRecord } from "./quarantine/quarantine-record.ts";
import type { ObjectMetadata } from "./quarantine/quarantined-copy.ts";
import type { LogEvent } from "./settings/log-events.ts";
import type { MetricName } from "./settings/metrics.ts";

export interface ObjectHead {
  readonly sizeBytes: number;
  /** Without quotes. */
  readonly eTag: string;
  readonly versionId?: string;
  readonly lastModified?: Instant;
}

export interface StoredObject extends ObjectHead {
  readonly bytes: Uint8Array;
}

export interface ListedObject extends ObjectLocation, ObjectHead {}

/**
 * Objects by key. Reads of an ObjectIdentity mean exactly that upload: its version id where it has
 * one, else whatever is under the key as long as the ETag is unchanged.
 *
 * All methods throw ScanError `not_found`, `superseded` (ETag moved), `access_denied`, `kms_denied`
 * or `archived`; any other error is transient.
 */
export interface ObjectReader {
  head(object: ObjectIdentity): Promise<ObjectHead>;
  /** Reads at most `maxBytes`. @throws ScanError `too_large` before or while reading more. */
  get(object: ObjectIdentity, maxBytes: number): Promise<StoredObject>;
}

export interface ObjectWriter {
  /** Replaces what is there; resolves once the object is durable. */
  put(to: ObjectLocation, body: AsyncIterable<Uint8Array>, contentType: string): Promise<void>;
}

export interface ListOptions {
  /** @default every key */
  readonly prefix?: string;
  /** Only keys behind this one. @default from the first */
  readonly after?: string;
}

export interface ObjectLister {
  /** Current objects of a bucket, ordered by the UTF-8 bytes of their keys. */
  list(bucket: string, options?: ListOptions): AsyncIterable<ListedObject>;
}

/** Large objects, read as they come. */
export interface ObjectStreams {
  /** @throws as ObjectReader. */
  open(location: ObjectLocation): Promise<AsyncIterable<Uint8Array>>;
}

export interface ObjectStore extends ObjectReader, ObjectWriter, ObjectLister {}

/** Images that are put into a bucket for a moment. */
export interface CanaryImages {
  /** @returns the version that was made, in a bucket that keeps versions. */
  upload(key: string, bytes: Uint8Array): Promise<string | undefined>;
  /** Exactly that version, or what is under the key where there are none. */
  remove(key: string, versionId: string | undefined): Promise<void>;
}

export interface ObjectLinks {
  /** URL that reads the object without credentials until it expires. */
  presignGet(location: ObjectLocation, expiresSeconds: number): Promise<string>;
}

export interface QueuedMessage {
  readonly id: string;
  readonly body: string;
  /** Names this delivery, for `delete` and `extend`. */
  readonly receipt: string;
  /** 1 on the first delivery. */
  readonly receiveCount: number;
}

export interface ReceiveOptions {
  readonly maxMessages: number;
  /** Long poll: returns early when a message comes, empty when none did. */
  readonly waitSeconds: number;
  /** How long the messages stay hidden from other consumers unless extended. */
  readonly visibilitySeconds: number;
  readonly signal?: AbortSignal;
}

/** The consuming side of a queue: delivery is at least once and unordered. */
export interface MessageQueue {
  /** Resolves to [] when `signal` aborts. */
  receive(options: ReceiveOptions): Promise<readonly QueuedMessage[]>;
  delete(receipt: string): Promise<void>;
  /** Hides the message for `visibilitySeconds` from now; 0 gives it back at once. */
  extend(receipt: string, visibilitySeconds: number): Promise<void>;
}

export interface JobQueue {
  /** Resolves once the message is durable. */
  send(job: ScanJob): Promise<void>;
}

/** Hands jobs to an endpoint, whose answers come on the result queue. */
export interface ScanSubmitter {
  /** Resolves once the endpoint has taken the job. */
  submit(job: ScanJob): Promise<void>;
}

/** The bucket through which an endpoint gets its jobs and leaves its results, as UTF-8 text. */
export interface ExchangeReader {
  readonly bucket: string;
  /** @throws ScanError `too_large` when there are more than `maxBytes`; any other error may pass. */
  get(key: string, maxBytes: number): Promise<string>;
}

export interface ResultSink {
  /** Resolves once the message is durable. */
  send(result: ScanResult): Promise<void>;
}

/** `superseded`: the stored verdict has the same or a greater order and stands. */
export type PutOutcome =
  | { readonly outcome: "written" }
  | { readonly outcome: "superseded"; readonly stored: Verdict };

/** Tells others of verdicts, at least once each. */
export interface VerdictAnnouncer {
  /** Resolves once it has been told, or need not be. */
  announce(verdict: Verdict): Promise<void>;
}

export interface VerdictFilter {
  readonly bucket?: string;
  readonly state?: Verdict["state"];
}

/** One row per object version and one `latest` row per key; keys come from contracts/object-keys. */
export interface VerdictStore {
  /** Writes unless the row holds a verdict whose `order` is not smaller: one conditional write. */
  put(row: RowKey, verdict: Verdict): Promise<PutOutcome>;
  get(row: RowKey): Promise<Verdict | undefined>;
  /** The `latest` rows, in no order. */
  list(filter?: VerdictFilter): AsyncIterable<Verdict>;
}

/** Where images lie that were quarantined: one record for each version, beside its verdicts. */
export interface QuarantineRecords {
  get(object: ObjectIdentity): Promise<QuarantineRecord | undefined>;
  /** Replaces what was said of that version. */
  put(record: QuarantineRecord): Promise<void>;
}

/** What became of an image at its own place: `superseded`: something newer is there, and stays. */
export type Removal = "removed" | "absent" | "superseded";

/** Takes images from one place to another. Both throw as ObjectReader. */
export interface ImageMover {
  /**
   * Copies exactly that upload, with its content type and what else it says of itself. Resolves once the
   * copy is durable, with its version where there are any.
   *
   * @param metadataOf what the copy says, by what the image says.
   */
  copy(
    from: ObjectIdentity,
    to: ObjectLocation,
    metadataOf: (theirs: ObjectMetadata) => ObjectMetadata,
  ): Promise<string | undefined>;
  /** Takes away what is under the key, if it is that very upload. Where versions are kept, it stays one of them. */
  remove(object: ObjectIdentity): Promise<Removal>;
}

/** Where findings about images are kept, by their ids. */
export interface FindingImporter {
  /** Adds the finding, or updates the one with its id. */
  import(finding: SecurityFinding): Promise<void>;
}

export interface VerdictPage {
  /** A partition of the list index. */
  readonly partition: string;
  /** Only what is listed before this place. */
  readonly before: string;
  readonly limit: number;
}

/** The list index of the verdict table. */
export interface VerdictIndex {
  /** Newest first. A verdict may show up a moment after it was written. */
  page(page: VerdictPage): Promise<readonly Verdict[]>;
}

/** An 8-bit one-channel image. */
export interface GrayImage {
  readonly width: number;
  readonly height: number;
  /** Row-major, one byte a pixel. */
  readonly values: Uint8Array;
}

/** An 8-bit one-channel image that never exists whole: `height` rows of `width` bytes. */
export interface GrayRows {
  readonly width: number;
  readonly height: number;
  readonly rows: Iterable<Uint8Array>;
}

/** `small`: for messages, whose size is bounded. `fast`: for files, a third of the time, a fifth larger. */
export type EncodingEffort = "small" | "fast";

/** A file as all of a scan reads it, and what its upload was. */
export interface OpenedImage {
  readonly bytes: Uint8Array;
  readonly facts: ImageFacts;
}

/** Opens untrusted bytes. All but the encoder throw ScanError `unsupported_format` or `corrupt`. */
export interface ImageCodec {
  /**
   * The first step of everything: the file itself, or a lossless copy of its pixels where `decode` and
   * the witnesses of files have no decoder for it.
   *
   * @param accept is told what the header says before there are pixels, and throws to refuse it.
   * @throws what `accept` throws; ScanError `timeout` too.
   */
  open(bytes: Uint8Array, accept: (facts: ImageFacts) => void): Promise<OpenedImage>;
  /** First frame, oriented, sRGB, no alpha, resized once to size × size: size·size·3 bytes R G B. */
  decode(bytes: Uint8Array, size: number, kernel: ResizeKernel): Promise<Uint8Array<ArrayBuffer>>;
  /** One-channel 8-bit PNG, in chunks. */
  encodeGray(image: GrayRows, effort: EncodingEffort): AsyncIterable<Uint8Array>;
  decodeGray(png: Uint8Array): Promise<GrayImage>;
}

export interface Clock {
  now(): Instant;
  /** Milliseconds since some fixed moment; never goes back. */
  monotonicMs(): number;
}

/** Resolves after `ms`, or as soon as `signal` aborts. */
export type Sleep = (ms: number, signal: AbortSignal) => Promise<void>;

/** Told, again and again, whether this process holds work that should not be interrupted. */
export interface BusySignal {
  /** Never rejects. */
  report(isBusy: boolean): Promise<void>;
}

export type LogFields = Readonly<Record<string, unknown>>;

export interface Telemetry {
  /** One structured log line; everything variable goes into `fields`. */
  log(level: "info" | "warn" | "error", event: LogEvent, fields?: LogFields): void;
  metric(name: MetricName, value: number): void;
}
