import { join } from "node:path";
import { readWholeFile } from "../adapters/folder/file-object.ts";
import { decodeMask } from "../adapters/image/mask-file.ts";
import { makeSharpCodec } from "../adapters/image/sharp-codec.ts";
import type { OnnxDetector } from "../adapters/onnx/onnx-detector.ts";
import { ScanError } from "../core/contracts/errors.ts";
import type { ScannedResult } from "../core/contracts/scan-result.ts";
import { MaskError } from "../core/evaluation/mask-error.ts";
import {
  type Evidence,
  type Measurement,
  measureAuthentic,
  measureManipulated,
} from "../core/evaluation/measurement.ts";
import type { Detection, Detector, ImageCodec } from "../core/ports.ts";
import { DEFAULT_LIMITS } from "../core/scan/limits.ts";
import type { LabelledFile } from "./evaluation-set.ts";
import { makeScanOnce } from "./scan-once.ts";

export interface EvaluateFileDeps {
  /** Absolute path of the set. */
  readonly root: string;
  readonly detector: OnnxDetector;
}

/** A file that cannot be evaluated, and why. */
export interface Failure {
  readonly file: string;
  readonly message: string;
}

/** One image the whole way of a scan, and what the truth says of the answer. */
export function makeEvaluateFile({ root, detector }: EvaluateFileDeps) {
  const codec = makeSharpCodec();
  const { manifest } = detector;
  return async ({ key, maskKey }: LabelledFile): Promise<Measurement | Failure> => {
    const heard: Detection[] = [];
    const scanOnce = makeScanOnce({ root, codec, detector: overhear(detector, heard), manifest });
    const result = await scanOnce(key);
    if (result.state !== "scanned") return { file: key, message: result.reason.message };
    const evidence = await evidenceOf(result, heard, codec);
    if (maskKey === undefined) return measureAuthentic(evidence);
    try {
      const { bytes } = await readWholeFile(join(root, maskKey), DEFAULT_LIMITS.maxSizeBytes);
      return measureManipulated(evidence, await decodeMask(bytes, result.image));
    } catch (error) {
      if (!(error instanceof MaskError || error instanceof ScanError)) throw error;
      return { file: maskKey, message: error.message };
    }
  };
}

/** Keeps what the network says: a result has the map only as bytes, and halved where it is large. */
function overhear(detector: Detector, heard: Detection[]): Detector {
  const { model, inputSize } = detector;
  return {
    model,
    inputSize,
    detect: async (rgb) => {
      const detection = await detector.detect(rgb);
      heard.push(detection);
      return detection;
    },
  };
}

async function evidenceOf(
  { findings, map }: ScannedResult,
  [detection]: readonly Detection[],
  codec: ImageCodec,
): Promise<Evidence> {
  if (detection === undefined) throw new TypeError("a scan ended without asking the detector");
  const sent = await codec.decodeGray(Buffer.from(map.pngBase64, "base64"));
  return { findings, probabilities: detection.map, map: sent };
}
