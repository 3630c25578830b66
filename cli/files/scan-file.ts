import { join } from "node:path";
import type { OpenWitnesses } from "../../adapters/engine/open-witnesses.ts";
import { writeAtomically } from "../../adapters/folder/write-atomically.ts";
import { makeSharpCodec } from "../../adapters/image/sharp-codec.ts";
import type { ObjectLocation } from "../../core/contracts/object-identity.ts";
import type { ScannedVerdict, UnscannedVerdict } from "../../core/contracts/verdict.ts";
import { scannedVerdictOf, unscannedVerdictOf } from "../../core/verdicts/result-to-verdict.ts";
import { VERDICT_ENDING } from "./image-files.ts";
import { makeScanOnce } from "./scan-once.ts";
import { makeWriteImages, type WriteImagesDeps } from "./write-images.ts";

export interface ScanFileDeps {
  readonly outDir: string;
  readonly witnesses: OpenWitnesses;
  readonly images: ImageChoice;
}

/** What is written to look at. */
export type ImageChoice = Pick<WriteImagesDeps, "maskFormat" | "hasOverlay">;

export type FileVerdict = ScannedVerdict | UnscannedVerdict;

/**
 * One file, the whole way a worker and record-verdict take it: scan, mask, verdict. Both are in
 * `outDir` when the verdict is returned; its mask is `join(mask.bucket, mask.key)`, readable by name
 * where a bucket's would be hashed.
 *
 * @throws what writing into `outDir` throws; everything about the image becomes a verdict.
 */
export function makeScanFile({ outDir, witnesses, images }: ScanFileDeps) {
  const codec = makeSharpCodec();
  const { detector, settings } = witnesses;
  const scanOnce = makeScanOnce({ codec, detector, settings });
  const writeImages = makeWriteImages({ outDir, codec, ...images });
  return async (file: ObjectLocation): Promise<FileVerdict> => {
    const { key } = file;
    const judged = await scanOnce(file);
    const verdict =
      judged.state === "scanned"
        ? // As in the cloud: a verdict never names a mask that is not there yet.
          withMaskKey(scannedVerdictOf(judged.result, outDir), await writeImages(file, judged))
        : unscannedVerdictOf(judged);
    await writeAtomically(join(outDir, key + VERDICT_ENDING), textOf(verdict));
    return verdict;
  };
}

const withMaskKey = (verdict: ScannedVerdict, key: string): ScannedVerdict => ({
  ...verdict,
  mask: { ...verdict.mask, key },
});

async function* textOf(verdict: FileVerdict) {
  yield Buffer.from(`${JSON.stringify(verdict, null, 2)}\n`);
}
