import { availableParallelism } from "node:os";
import {
  type ModelIdentity,
  type ModelManifest,
  modelIdentityOf,
} from "../../core/contracts/model-manifest.ts";
import type { Detection, Detector } from "../../core/witness-ports.ts";
import { systemClock as clock } from "../clock/system-clock.ts";
import { loadModel, verifyFiles } from "../model/load-model.ts";
import { startWarm } from "./start-warm.ts";
import { SupervisedThread, type SupervisedThreadOptions } from "./supervised-thread.ts";
import type { ThreadSettings } from "./thread-messages.ts";

/** Images in one run of the network, unless somebody says otherwise. */
export const DEFAULT_MAX_BATCH = 4;

export interface OnnxDetectorOptions {
  /** Holds `manifest.json` and the files it names. */
  readonly directory: string;
  /** `cuda` fails to start where onnxruntime finds no CUDA libraries. @default "cpu" */
  readonly provider?: ThreadSettings["provider"];
  /** Threads of one inference. @default all cores */
  readonly threads?: number;
  /** Most images in one run of the network. @default 4 */
  readonly maxBatch?: number;
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
 * A detector that is warm: files verified, contract checked, the network run once.
 *
 * @throws ModelError when the files or the model cannot be used, ProviderError when the provider
 * cannot: there is no falling back to the processor.
 */
export async function makeOnnxDetector(options: OnnxDetectorOptions): Promise<OnnxDetector> {
  const { directory, provider = "cpu", threads = availableParallelism() } = options;
  const { maxBatch = DEFAULT_MAX_BATCH, onReplaced = () => {} } = options;
  const { manifest, modelPath } = await loadModel(directory);
  const settings = { modelPath, provider, threads };
  const replacement = async () => {
    // The results name this model: another one that was put in its place must not run.
    await verifyFiles(directory, manifest);
    return startWarm(manifest, settings, maxBatch);
  };
  const first = await startWarm(manifest, settings, maxBatch);
  const thread = new SupervisedThread(first, { start: replacement, onReplaced, clock });
  return new OnnxDetector(manifest, thread, maxBatch);
}

type Network = Pick<SupervisedThread, "stopped" | "run" | "stop">;

/**
 * Sends images to the inference thread, one batch at a time: what came in while a batch ran makes
 * up the next one, so no image waits for a batch to fill.
 */
export class OnnxDetector implements Detector {
  readonly manifest: ModelManifest;
  readonly model: ModelIdentity;
  readonly inputSize: number;
  /** Resolves when no thread is left, by `close` or because it was replaced too often: nothing can be detected any more. */
  readonly stopped: Promise<void>;
  readonly #thread: Network;
  readonly #maxBatch: number;
  readonly #waiting: Call[] = [];
  #busy = false;

  constructor(manifest: ModelManifest, thread: Network, maxBatch: number) {
    this.manifest = manifest;
    this.model = modelIdentityOf(manifest);
    this.inputSize = manifest.inputSize;
    this.stopped = thread.stopped;
    this.#thread = thread;
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
      if (!this.#busy) void this.#work();
    });
  }

  /** Ends the thread. What it has not finished fails. */
  close(): Promise<void> {
    return this.#thread.stop();
  }

  async #work(): Promise<void> {
    this.#busy = true;
    while (this.#waiting.length > 0) await this.#run(this.#waiting.splice(0, this.#maxBatch));
    this.#busy = false;
  }

  async #run(calls: readonly Call[]): Promise<void> {
    const { inputSize: side } = this;
    try {
      const images = calls.map(({ rgb }) => rgb);
      const { probability, score } = await this.#thread.run({ images, inputSize: side });
      for (const [index, { resolve }] of calls.entries()) {
        const values = probability.slice(index * side * side, (index + 1) * side * side);
        resolve({ map: { width: side, height: side, values }, score: score[index] ?? Number.NaN });
      }
    } catch (error) {
      for (const { reject } of calls) reject(error);
    }
  }
}
