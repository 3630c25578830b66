import { availableParallelism } from "node:os";
import { join } from "node:path";
import { makeThreadWitness, type ThreadWitness } from "../history/thread-witness.ts";
import { verifyFiles } from "../model/load-model.ts";
import {
  makeOnnxDetector,
  type OnnxDetector,
  type OnnxDetectorOptions,
} from "../onnx/onnx-detector.ts";

/** The witnesses of one model, warm. */
export interface OpenWitnesses {
  readonly detector: OnnxDetector;
  /** Of compression history, where it takes part. */
  readonly history: ThreadWitness | undefined;
  /** Resolves when one of them has no thread left: nothing can be scanned any more. */
  readonly stopped: Promise<void>;
  /** Ends their threads. What they have not finished fails. */
  close(): Promise<void>;
}

/** @throws ModelError, ProviderError as `makeOnnxDetector`. */
export async function openWitnesses(options: OnnxDetectorOptions): Promise<OpenWitnesses> {
  const detector = await makeOnnxDetector(options);
  const history = await openHistory(detector, options).catch(async (error) => {
    await detector.close();
    throw error;
  });
  const open = [detector, ...(history ? [history] : [])];
  return {
    detector,
    history,
    stopped: Promise.race(open.map(({ stopped }) => stopped)),
    close: async () => {
      await Promise.all(open.map((witness) => witness.close()));
    },
  };
}

async function openHistory(
  { manifest }: OnnxDetector,
  options: OnnxDetectorOptions,
): Promise<ThreadWitness | undefined> {
  if (manifest.history === undefined) return undefined;
  const { directory, threads = availableParallelism(), onReplaced = () => {} } = options;
  return makeThreadWitness({
    modelPath: join(directory, manifest.history.modelFile),
    threads,
    verify: () => verifyFiles(directory, manifest),
    onReplaced,
  });
}
