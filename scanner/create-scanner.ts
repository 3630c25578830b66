import { z } from "zod";
import { systemClock as clock } from "../adapters/clock/system-clock.ts";
import { openWitnesses } from "../adapters/engine/open-witnesses.ts";
import { headFile, readWholeFile } from "../adapters/folder/file-object.ts";
import { makeSharpCodec } from "../adapters/image/sharp-codec.ts";
import { SHIPPED_MODEL_DIRECTORY } from "../adapters/model/shipped-model.ts";
import type { Findings } from "../core/contracts/findings/findings.ts";
import type { ImageFacts } from "../core/contracts/image-facts.ts";
import type { ModelIdentity } from "../core/contracts/model-manifest.ts";
import { scanJobFor } from "../core/contracts/scan-job.ts";
import type {
  MaplessResult,
  Reason,
  Timings,
  UnscannedResult,
} from "../core/contracts/scan-result.ts";
import type { ImageCodec, ObjectReader } from "../core/ports.ts";
import { DEFAULT_LIMITS } from "../core/scan/limits.ts";
import { maskRows } from "../core/scan/probability-map.ts";
import { type Judged, makeJudgeImage } from "../core/scan/scan-image.ts";
import { ManifestChoice } from "../core/settings/model-choice.ts";
import type { Detector } from "../core/witness-ports.ts";
import { untilStopped } from "./until-stopped.ts";

export interface ScannerOptions {
  /** Directory of `manifest.json` and the files it names. @default the model of this package */
  readonly model?: string;
  /**
   * The share of authentic images that may be flagged, as text: one for which the manifest has a
   * threshold, such as "0.01". @default the manifest's own choice
   */
  readonly falsePositiveRate?: string;
  /** Off: what files remember of having been compressed says nothing. @default "on" */
  readonly history?: "on" | "off";
  /** Off: the network sees the whole picture at its own size alone. @default "on" */
  readonly tiles?: "on" | "off";
  /** Off: nobody looks for regions that are copies of others. @default "on" */
  readonly copies?: "on" | "off";
  /** Processor threads of each witness. @default all cores */
  readonly threads?: number;
}

export interface ScanOptions {
  /** Whether the mask is made too. @default false */
  readonly mask?: boolean;
  /** Ends the waiting: `AbortSignal.timeout(30_000)` waits half a minute. @default no limit of time */
  readonly signal?: AbortSignal;
}

/** What was found in an image. Regions are in its own pixels, upright. */
export interface ScannedImage extends Findings {
  readonly state: "scanned";
  readonly image: ImageFacts;
  readonly model: ModelIdentity;
  readonly timings: Timings;
  /** Where it was asked for: a PNG of the image's size with one channel, ≥ 128 where it was changed. */
  readonly mask?: Uint8Array;
}

/** Why there is no scan: the same table of reasons as everywhere. */
export interface UnscannedImage {
  readonly state: "failed" | "skipped";
  readonly reason: Reason;
  /** What was learnt before the scan stopped. */
  readonly image?: ImageFacts;
  readonly model?: ModelIdentity;
  readonly timings: Timings;
}

export type Scan = ScannedImage | UnscannedImage;

/** All witnesses, warm, in threads of this process. */
export interface Scanner {
  /**
   * One image, by its path or its bytes, which are copied. Several at once are fine; each is decoded
   * in memory. After a `signal` the step that was begun ends unheard, and the next image can be scanned.
   *
   * @throws TypeError for what is neither; ScanStoppedError, which is `retryable`, when the signal came
   * first; Error when the file cannot be read, or a witness crashed or hung. Another takes its place for
   * the next image, until `stopped`.
   */
  scan(image: string | Uint8Array, options?: ScanOptions): Promise<Scan>;
  /** Resolves when a witness was replaced too often: this scanner can scan nothing any more. */
  readonly stopped: Promise<void>;
  /** Ends the threads, without which the process does not end. What they have not finished fails. */
  close(): Promise<void>;
}

const Options = z.strictObject({
  model: z.string().min(1).exactOptional(),
  threads: z.int().min(1).exactOptional(),
  ...ManifestChoice.shape,
});

/**
 * The scanner of the cloud, in one process: same limits of size, same witnesses, same decision.
 *
 * It changes settings of sharp, which hold for the whole process, and for its other users too: from
 * here on it opens only the formats that are scanned, keeps no cache and uses one thread an image.
 * Closing does not undo that.
 *
 * Once a witness hung, the process is killed when it ends, as its thread cannot be.
 *
 * @throws TypeError for options that are none; ModelError when the model's files are missing,
 * changed, or have no such threshold.
 */
export async function createScanner(options: ScannerOptions = {}): Promise<Scanner> {
  const { model: directory = SHIPPED_MODEL_DIRECTORY, ...choice } = parsed(options);
  const { detector, settings, stopped, close } = await openWitnesses({ directory, ...choice });
  const codec = makeSharpCodec();
  const deps = { codec, clock, ...settings, voice: "file" } as const;
  return {
    scan: (image, { mask = false, signal } = {}) =>
      untilStopped(signal, async () => {
        const reader = readerOf(image);
        const judgeImage = makeJudgeImage({ ...deps, reader, detector: sparing(detector, signal) });
        const judged = await judgeImage(JOB, { isLast: true });
        if (judged.state !== "scanned") return unscannedImageOf(judged);
        return scannedImageOf(judged.result, mask ? await maskOf(judged, codec) : undefined);
      }),
    stopped,
    close,
  };
}

function parsed(options: ScannerOptions) {
  const found = Options.safeParse(options);
  if (found.success) return found.data;
  throw new TypeError(`options of createScanner: ${z.prettifyError(found.error)}`);
}

/** Images that nobody waits for any more would keep the network from those that somebody does. */
function sparing(detector: Detector, signal: AbortSignal | undefined): Detector {
  const { model, inputSize } = detector;
  const detect: Detector["detect"] = async (rgb) => {
    signal?.throwIfAborted();
    return detector.detect(rgb);
  };
  return { model, inputSize, detect };
}

/** There is no bucket, and nobody who would be told apart from another. */
const JOB = scanJobFor({
  object: { bucket: "local", key: "image" },
  generation: 0,
  trigger: "on-demand",
});

function readerOf(image: string | Uint8Array): ObjectReader {
  if (typeof image === "string") {
    return { head: () => headFile(image), get: (_, maxBytes) => readWholeFile(image, maxBytes) };
  }
  if (!(image instanceof Uint8Array)) {
    throw new TypeError(`expected a path or a Uint8Array, received ${typeof image}`);
  }
  const head = { sizeBytes: image.length, eTag: "bytes" };
  const bytes = image.length > DEFAULT_LIMITS.maxSizeBytes ? image : Uint8Array.from(image);
  return { head: async () => head, get: async () => ({ ...head, bytes }) };
}

function scannedImageOf(result: MaplessResult, mask: Uint8Array | undefined): ScannedImage {
  const { state, findings, image, model, timings } = result;
  return { state, ...findings, image, model, timings, ...(mask && { mask }) };
}

function unscannedImageOf({
  state,
  reason,
  image,
  model,
  timings,
}: UnscannedResult): UnscannedImage {
  return { state, reason, ...(image && { image }), ...(model && { model }), timings };
}

/** As record-verdict makes it. */
async function maskOf({ result, analysis }: Judged, codec: ImageCodec): Promise<Uint8Array> {
  const { width, height } = result.image;
  const rows = maskRows(analysis.map, width, height);
  const parts: Uint8Array[] = [];
  for await (const part of codec.encodeGray({ width, height, rows }, "fast")) parts.push(part);
  return new Uint8Array(Buffer.concat(parts));
}
