import { join } from "node:path";
import type { OpenWitnesses } from "../../adapters/engine/open-witnesses.ts";
import { readWholeFile } from "../../adapters/folder/file-object.ts";
import { decodeMask } from "../../adapters/image/mask-file.ts";
import { makeSharpCodec } from "../../adapters/image/sharp-codec.ts";
import { ScanError } from "../../core/contracts/reasons.ts";
import { MaskError } from "../../core/evaluation/mask-error.ts";
import {
  type Evidence,
  type Measurement,
  measureAuthentic,
  measureManipulated,
} from "../../core/evaluation/measurement.ts";
import type { ImageCodec } from "../../core/ports.ts";
import { fitResult } from "../../core/scan/fit-result.ts";
import { DEFAULT_LIMITS } from "../../core/scan/limits.ts";
import type { Judged } from "../../core/scan/scan-image.ts";
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
  const scanOnce = makeScanOnce({ codec, detector, settings });
  return async ({ key, maskKey }: LabelledFile): Promise<FileMeasurement | Failure> => {
    const judged = await scanOnce({ bucket: root, key });
    if (judged.state !== "scanned") return { file: key, message: judged.reason.message };
    const evidence = await evidenceOf(judged, codec);
    if (maskKey === undefined) return { file: key, ...measureAuthentic(evidence) };
    try {
      const { bytes } = await readWholeFile(join(root, maskKey), DEFAULT_LIMITS.maxSizeBytes);
      const mask = await decodeMask(bytes, judged.result.image);
      return { file: key, ...measureManipulated(evidence, mask) };
    } catch (error) {
      if (!(error instanceof MaskError || error instanceof ScanError)) throw error;
      return { file: maskKey, message: wordsOf(error) };
    }
  };
}

const wordsOf = (error: Error) => (error instanceof ScanError ? error.says.file : error.message);

/** A message has the map only as bytes, and halved where it is large: a mask is made of that. */
async function evidenceOf({ result, analysis }: Judged, codec: ImageCodec): Promise<Evidence> {
  const { map } = await fitResult(result, analysis.map, codec);
  const sent = await codec.decodeGray(Buffer.from(map.pngBase64, "base64"));
  return { ...analysis, map: sent };
}
