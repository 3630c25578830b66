import type { HistoryWitness } from "../core/ports.ts";
import { ModelError } from "./onnx/model-error.ts";
import {
  makeOnnxDetector,
  type OnnxDetector,
  type OnnxDetectorOptions,
} from "./onnx/onnx-detector.ts";

/** The witnesses of one model, warm. */
export interface OpenWitnesses {
  readonly detector: OnnxDetector;
  /** Of compression history, where it takes part. */
  readonly history: HistoryWitness | undefined;
  /** Ends their threads. What they have not finished fails. */
  close(): Promise<void>;
}

/** @throws ModelError, ProviderError as `makeOnnxDetector`. */
export async function openWitnesses(options: OnnxDetectorOptions): Promise<OpenWitnesses> {
  const detector = await makeOnnxDetector(options);
  if (detector.manifest.history === undefined) {
    return { detector, history: undefined, close: () => detector.close() };
  }
  await detector.close();
  throw new ModelError("compression history cannot be examined yet. Switch it off.");
}
