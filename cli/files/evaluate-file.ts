import { join } from "node:path";
import type { OpenWitnesses } from "../../adapters/engine/open-witnesses.ts";
import { readWholeFile } from "../../adapters/folder/file-object.ts";
import { decodeMask } from "../../adapters/image/mask-file.ts";
import { makeSharpCodec } from "../../adapters/image/sharp-codec.ts";
import { ScanError } from "../../core/contracts/reasons.ts";
import type { ScannedResult } from "../../core/contracts/scan-result.ts";
import { MaskError } from "../../core/evaluation/mask-error.ts";
import {
  type Evidence,
  type Measurement,
  measureAuthentic,
  measureManipulated,
} from "../../core/evaluation/measurement.ts";
import type { ImageCodec } from "../../core/ports.ts";
import type { Analysis } from "../../core/scan/analyse.ts";
import { DEFAULT_LIMITS } from "../../core/scan/limits.ts";
import type { LabelledFile } from "./evaluation-set.ts";
import { makeScanOnce } from "./scan-once.ts";

export interface EvaluateFileDeps {
  /** Absolute path of the set. */
  readonly root: string;
  readonly witnesses: OpenWitnesses;
}

/** What one file of a set adds to its report. */
export type FileMeasurement = Measurement & { readonly file: string };

/** A file that cannot be evaluated, and why. */
export interface Failure {
  readonly file: string;
  readonly message: string;
}

/** One image the whole way of a scan, and what the truth says of the answer. */
export function makeEvaluateFile({ root, witnesses }: EvaluateFileDeps) {
  const codec = makeSharpCodec();
  const { detector, settings } = witnesses;
  const deps = { codec, detector, settings };
  return async ({ key, maskKey }: LabelledFile): Promise<FileMeasurement | Failure> => {
    const seen: Analysis[] = [];
    const scanOnce = makeScanOnce({ ...deps, onAnalysis: (analysis) => seen.push(analysis) });
    const result = await scanOnce({ bucket: root, key });
    if (result.state !== "scanned") return { file: key, message: result.reason.message };
    const evidence = await evidenceOf(result, seen, codec);
    if (maskKey === undefined) return { file: key, ...measureAuthentic(evidence) };
    try {
      const { bytes } = await readWholeFile(join(root, maskKey), DEFAULT_LIMITS.maxSizeBytes);
      const mask = await decodeMask(bytes, result.image);
      return { file: key, ...measureManipulated(evidence, mask) };
    } catch (error) {
      if (!(error instanceof MaskError || error instanceof ScanError)) throw error;
      return { file: maskKey, message: wordsOf(error) };
    }
  };
}

const wordsOf = (error: Error) => (error instanceof ScanError ? error.says.file : error.message);

/** A result has the map only as bytes, and halved where it is large: the analysis has the rest. */
async function evidenceOf(
  { map }: ScannedResult,
  [analysis]: readonly Analysis[],
  codec: ImageCodec,
): Promise<Evidence> {
  if (analysis === undefined) throw new TypeError("a scan ended without an analysis");
  const sent = await codec.decodeGray(Buffer.from(map.pngBase64, "base64"));
  return { ...analysis, map: sent };
}
