import { availableParallelism } from "node:os";
import { join } from "node:path";
import { allOrNone } from "../../core/all-or-none.ts";
import {
  type ModelIdentity,
  type ModelManifest,
  modelIdentityOf,
} from "../../core/contracts/model-manifest.ts";
import type { Sessions } from "../../core/settings/network-load.ts";
import type { Detection, Detector } from "../../core/witness-ports.ts";
import { systemClock as clock } from "../clock/system-clock.ts";
import { readManifest, verifyFiles } from "../model/load-model.ts";
import type { InferenceThread } from "./inference-thread.ts";
import { startWarm } from "./start-warm.ts";
import { SupervisedThread, type SupervisedThreadOptions } from "./supervised-thread.ts";
import type { ThreadSettings } from "./thread-messages.ts";

/** How many batches a thread has: the one that it runs, and the next. */
const BATCHES_IN_HAND = 2;
/** Images in one run of the network, unless somebody says otherwise. */
const DEFAULT_MAX_BATCH = 4;

export interface OnnxDetectorOptions {
  /** Holds `manifest.json` and the files it names. */
  readonly directory: string;
  /** `cuda` fails to start where onnxruntime finds no CUDA libraries. @default "cpu" */
  readonly provider?: ThreadSettings["provider"];
  /** Threads of the network. @default all cores */
  readonly threads?: number;
  /** Most images in one run of the network. @default 4 */
  readonly maxBatch?: number;
  /** How often the network is loaded: sessions share its threads, and its images. @default 1 */
  readonly sessions?: Sessions;
  /** Off: the network has not run yet when the detector is there, which a few images pay for alone. @default true */
  readonly warmUp?: boolean;
  /** Called when the inference thread ended or hangs, and another takes its place. @default nobody is told */
  readonly onReplaced?: SupervisedThreadOptions["onReplaced"];
}

/** An image on its way through the network. */
interface Call {
  readonly rgb: Uint8Array<ArrayBuffer>;
  readonly resolve: (detection: Detection) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * A detector that is warm: files verified, contract checked, the network run once unless `warmUp` is off.
 *
 * @throws ModelError when the files or the model cannot be used, ProviderError when the provider
 * cannot: there is no falling back to the processor.
 */
export async function makeOnnxDetector(options: OnnxDetectorOptions): Promise<OnnxDetector> {
  const { directory, provider = "cpu", maxBatch = DEFAULT_MAX_BATCH } = options;
  const { threads = availableParallelism(), onReplaced = () => {} } = options;
  const { sessions, warmUp = true } = options;
  const manifest = await readManifest(directory);
  const count = sessionsOf(sessions, threads);
  const settings = {
    modelPath: join(directory, manifest.modelFile),
    provider,
    threads: Math.max(1, Math.floor(threads / count)),
  };
  const start = () => startWarm(manifest, settings, warmUp ? maxBatch : 0);
  const replacement = async () => {
    // The results name this model: another one that was put in its place must not run.
    await verifyFiles(directory, manifest);
    return start();
  };
  // Nothing is asked of a model before it is verified, but it may be loaded meanwhile.
  const [, threadsStarted] = await allOrNone(
    [verifyFiles(directory, manifest), allOrNone(Array.from({ length: count }, start), stop)],
    async (started) => started && Promise.all(started.map(stop)),
  );
  const supervised = threadsStarted.map(
    (first) => new SupervisedThread(first, { start: replacement, onReplaced, clock }),
  );
  return new OnnxDetector(manifest, supervised, maxBatch);
}

const stop = (thread: InferenceThread) => thread.stop();

/** How many images such a detector has in the network at the same time. */
export function imagesAtOnce(options: OnnxDetectorOptions): number {
  const { sessions, threads = availableParallelism(), maxBatch = DEFAULT_MAX_BATCH } = options;
  return maxBatch * sessionsOf(sessions, threads);
}

function sessionsOf(sessions: Sessions = 1, threads: number): number {
  return sessions === "onePerThread" ? threads : Math.min(sessions, threads);
}

type Network = Pick<SupervisedThread, "stopped" | "run" | "stop">;
type Inferred = Awaited<ReturnType<Network["run"]>>;

/** A thread with the batches that it was handed. */
interface Lane {
  readonly network: Network;
  batches: number;
}

/**
 * Sends images to the inference threads, in batches: what came in while a batch ran makes up the next one, so
 * no image waits for a batch to fill. A full one is handed over while another runs, and the next one goes
 * before anybody hears of the last: a thread does not wait for what its callers do with their answers.
 */
export class OnnxDetector implements Detector {
  readonly manifest: ModelManifest;
  readonly model: ModelIdentity;
  readonly inputSize: number;
  /** Resolves when one thread is left with no other in its place, by `close` or because it was replaced too often. */
  readonly stopped: Promise<void>;
  readonly #lanes: readonly Lane[];
  readonly #maxBatch: number;
  readonly #waiting: Call[] = [];

  constructor(manifest: ModelManifest, networks: readonly Network[], maxBatch: number) {
    this.manifest = manifest;
    this.model = modelIdentityOf(manifest);
    this.inputSize = manifest.inputSize;
    this.stopped = Promise.race(networks.map(({ stopped }) => stopped));
    this.#lanes = networks.map((network) => ({ network, batches: 0 }));
    this.#maxBatch = maxBatch;
  }

  /** @throws RangeError when `rgb` has another size; any other error is the thread's. */
  detect(rgb: Uint8Array<ArrayBuffer>): Promise<Detection> {
    const expected = this.inputSize * this.inputSize * 3;
    if (rgb.length !== expected) {
      const side = `${this.inputSize}×${this.inputSize}×3`;
      return Promise.reject(new RangeError(`expected ${side} bytes, received ${rgb.length}`));
    }
    return new Promise((resolve, reject) => {
      this.#waiting.push({ rgb, resolve, reject });
      this.#handOver();
    });
  }

  /** Ends the threads. What they have not been handed fails. */
  async close(): Promise<void> {
    await Promise.all(this.#lanes.map(({ network }) => network.stop()));
  }

  #handOver(): void {
    for (let lane = this.#freeLane(); lane !== undefined; lane = this.#freeLane()) {
      void this.#run(lane, this.#waiting.splice(0, this.#maxBatch));
    }
  }

  /** Whoever has least to do, if what waits is enough for it: of a thread that is busy, a full batch. */
  #freeLane(): Lane | undefined {
    const [first, ...others] = this.#lanes;
    if (first === undefined || this.#waiting.length === 0) return undefined;
    const lane = others.reduce((a, b) => (b.batches < a.batches ? b : a), first);
    const isFull = this.#waiting.length >= this.#maxBatch;
    return lane.batches === 0 || (isFull && lane.batches < BATCHES_IN_HAND) ? lane : undefined;
  }

  async #run(lane: Lane, calls: readonly Call[]): Promise<void> {
    lane.batches++;
    const images = calls.map(({ rgb }) => rgb);
    const answer = lane.network.run({ images, inputSize: this.inputSize });
    const [outcome] = await Promise.allSettled([answer]);
    lane.batches--;
    this.#handOver();
    if (outcome.status === "rejected") for (const { reject } of calls) reject(outcome.reason);
    else await tell(calls, outcome.value, this.inputSize);
  }
}

/** One caller a turn of the event loop: what they do with a large picture together would hold it up. */
async function tell(calls: readonly Call[], { probability, score }: Inferred, side: number) {
  for (const [index, { resolve }] of calls.entries()) {
    if (index > 0) await new Promise((resume) => setImmediate(resume));
    const values = probability.slice(index * side * side, (index + 1) * side * side);
    resolve({ map: { width: side, height: side, values }, score: score[index] ?? Number.NaN });
  }
}
