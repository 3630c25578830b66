import { join } from "node:path";
import type { OpenWitnesses } from "../../adapters/engine/open-witnesses.ts";
import { writeAtomically } from "../../adapters/folder/write-atomically.ts";
import { makeSharpCodec } from "../../adapters/image/sharp-codec.ts";
import type { ScannedResult } from "../../core/contracts/scan-result.ts";
import type { ScannedVerdict, UnscannedVerdict } from "../../core/contracts/verdict.ts";
import type { ImageCodec } from "../../core/ports.ts";
import { maskRows } from "../../core/scan/probability-map.ts";
import { scannedVerdictOf, unscannedVerdictOf } from "../../core/verdicts/result-to-verdict.ts";
import { MASK_ENDING, VERDICT_ENDING } from "./image-files.ts";
import { makeScanOnce } from "./scan-once.ts";

export interface ScanFileDeps {
  /** Absolute path of the folder that keys are relative to; the bucket of the verdicts. */
  readonly root: string;
  readonly outDir: string;
  readonly witnesses: OpenWitnesses;
}

export type FileVerdict = ScannedVerdict | UnscannedVerdict;

/**
 * One file, the whole way a worker and record-verdict take it: scan, mask, verdict. Both are in
 * `outDir` when the verdict is returned; its mask is `join(mask.bucket, mask.key)`, readable by name
 * where a bucket's would be hashed.
 *
 * @throws what writing into `outDir` throws; everything about the image becomes a verdict.
 */
export function makeScanFile({ root, outDir, witnesses }: ScanFileDeps) {
  const codec = makeSharpCodec();
  const { detector, settings } = witnesses;
  const scanOnce = makeScanOnce({ root, codec, detector, settings });
  return async (key: string): Promise<FileVerdict> => {
    const result = await scanOnce(key);
    const verdict =
      result.state === "scanned"
        ? withMaskKey(scannedVerdictOf(result, outDir), key + MASK_ENDING)
        : unscannedVerdictOf(result);
    // As in the cloud: a verdict never names a mask that is not there yet.
    if (result.state === "scanned") {
      await writeAtomically(join(outDir, key + MASK_ENDING), encodeMask(result, codec));
    }
    await writeAtomically(join(outDir, key + VERDICT_ENDING), textOf(verdict));
    return verdict;
  };
}

const withMaskKey = (verdict: ScannedVerdict, key: string): ScannedVerdict => ({
  ...verdict,
  mask: { ...verdict.mask, key },
});

async function* encodeMask({ map, image }: ScannedResult, codec: ImageCodec) {
  const { width, height } = image;
  const gray = await codec.decodeGray(Buffer.from(map.pngBase64, "base64"));
  yield* codec.encodeGray({ width, height, rows: maskRows(gray, width, height) });
}

async function* textOf(verdict: FileVerdict) {
  yield Buffer.from(`${JSON.stringify(verdict, null, 2)}\n`);
}
