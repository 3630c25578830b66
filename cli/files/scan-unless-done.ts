import type { LeftOut } from "../../adapters/folder/list-files.ts";
import type { ObjectLocation } from "../../core/contracts/object-identity.ts";
import { modelOf } from "../../core/scan/scan-image.ts";
import { hasCurrent, readEarlier, type Scanning } from "./earlier-result.ts";
import { filePathOf, shownName, takenPlace } from "./image-files.ts";
import { type FileVerdict, makeScanFile, type ScanFileDeps } from "./scan-file.ts";

export interface ScanUnlessDoneDeps extends ScanFileDeps {
  /** Whether a result that is current stands for a scan. */
  readonly skipsDone: boolean;
}

/** What became of one file. */
export type FileOutcome =
  | { readonly verdict: FileVerdict; readonly isEarlier: boolean }
  | { readonly leftOut: LeftOut };

/** One file, unless its result is there already, or another file's results would be overwritten. */
export function makeScanUnlessDone({ skipsDone, ...deps }: ScanUnlessDoneDeps) {
  const { outDir, images, witnesses } = deps;
  const scanFile = makeScanFile(deps);
  const scanning: Scanning = { outDir, images, ...judgesOf(witnesses) };
  return async (file: ObjectLocation): Promise<FileOutcome> => {
    const earlier = await readEarlier(outDir, file.key);
    if (earlier !== undefined && filePathOf(earlier.object) !== filePathOf(file)) {
      const why = takenPlace(filePathOf(earlier.object));
      return { leftOut: { key: shownName(file), why, hidesFiles: true } };
    }
    if (skipsDone && earlier !== undefined && (await hasCurrent(earlier, file, scanning))) {
      return { verdict: withMaskIn(outDir, earlier), isEarlier: true };
    }
    return { verdict: await scanFile(file), isEarlier: false };
  };
}

function judgesOf({ detector, settings }: ScanFileDeps["witnesses"]) {
  const { threshold, history, tiles, copies } = settings;
  const thresholds = {
    network: threshold,
    ...(history && { history: history.rules.threshold }),
    ...(tiles && { tiles: tiles.threshold }),
    ...(copies && { copies: copies.certain }),
  };
  return { model: modelOf({ detector, ...settings }), thresholds };
}

/** The earlier run may have named the same folder in another way. */
function withMaskIn(bucket: string, verdict: FileVerdict): FileVerdict {
  return verdict.state === "scanned" ? { ...verdict, mask: { ...verdict.mask, bucket } } : verdict;
}
