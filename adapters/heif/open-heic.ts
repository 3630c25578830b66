import { Worker } from "node:worker_threads";
import type { ImageFacts } from "../../core/contracts/image-facts.ts";
import { scanError } from "../../core/contracts/reasons.ts";
import type { OpenedImage } from "../../core/ports.ts";
import { HeifReply, type HeifRequest } from "./heif-messages.ts";

const ENTRY_POINT = new URL("./heif-worker.mjs", import.meta.url);

export interface HeicLimits {
  /** Of one picture. */
  readonly timeoutMs: number;
  /** Of the decoder, beside the file's pixels that it returns. */
  readonly maxMemoryBytes: number;
}

/** Twice what fifty megapixels take, where eight processes share a core. */
const DEFAULT_HEIC_LIMITS: HeicLimits = { timeoutMs: 60_000, maxMemoryBytes: 640 * 1024 * 1024 };

/** Of JavaScript's own objects, which a picture's bytes and pixels are not. */
const MAX_HEAP_MB = 96;

export type AcceptFacts = (facts: ImageFacts) => void;

/**
 * Decodes HEIC in a thread for each picture, one after the other: what a picture does to its decoder ends
 * with the thread, its memory too, and where there is none, nothing is loaded.
 *
 * @returns an uncompressed PNG with the file's colour profile, upright.
 * @throws ScanError `corrupt`, `unsupported_format`, `timeout`; what `accept` throws; Error when the thread
 * ends without a reply.
 */
export function makeOpenHeic(limits: HeicLimits = DEFAULT_HEIC_LIMITS) {
  let last: Promise<unknown> = Promise.resolve();
  return (bytes: Uint8Array, accept: AcceptFacts): Promise<OpenedImage> => {
    const opened = last.then(() => openInThread(bytes, accept, limits));
    last = opened.catch(() => {});
    return opened;
  };
}

async function openInThread(
  bytes: Uint8Array,
  accept: AcceptFacts,
  { timeoutMs, maxMemoryBytes }: HeicLimits,
): Promise<OpenedImage> {
  const workerData: HeifRequest = { bytes, maxMemoryBytes };
  const worker = new Worker(ENTRY_POINT, {
    workerData,
    resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP_MB },
    // What libheif prints when it aborts is told by the reason.
    ...{ stdout: true, stderr: true },
  });
  try {
    return await inTime(converse(worker, bytes.length, accept), timeoutMs);
  } finally {
    await worker.terminate();
  }
}

async function converse(
  worker: Worker,
  sizeBytes: number,
  accept: AcceptFacts,
): Promise<OpenedImage> {
  const { width, height } = await replyOf(worker, "header");
  const facts = { width, height, format: "heic", sizeBytes } as const;
  accept(facts);
  worker.postMessage("decode");
  const { png } = await replyOf(worker, "decoded");
  return { bytes: png, facts };
}

async function inTime<T>(work: Promise<T>, limitMs: number): Promise<T> {
  let watchdog: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    watchdog = setTimeout(() => reject(scanError("timeout", { limitMs })), limitMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(watchdog);
  }
}

type Kind = Exclude<HeifReply["kind"], "refused">;
type ReplyOf<K extends Kind> = Extract<HeifReply, { readonly kind: K }>;

async function replyOf<K extends Kind>(worker: Worker, kind: K): Promise<ReplyOf<K>> {
  const reply = HeifReply.parse(await nextMessage(worker));
  if (reply.kind === "refused") throw scanError(reply.code, { found: reply.found });
  if (isA(kind, reply)) return reply;
  throw new Error(`expected ${kind} of the HEIC thread, received ${reply.kind}`);
}

function nextMessage(worker: Worker): Promise<unknown> {
  return new Promise((resolve, reject) => {
    worker.once("message", resolve);
    worker.once("error", (cause) =>
      reject(new Error(`the HEIC thread crashed: ${cause}`, { cause })),
    );
    worker.once("exit", (code) => reject(new Error(`the HEIC thread ended with code ${code}`)));
  });
}

function isA<K extends Kind>(kind: K, reply: HeifReply): reply is ReplyOf<K> {
  return reply.kind === kind;
}
