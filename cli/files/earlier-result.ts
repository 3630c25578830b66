import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { headFile } from "../../adapters/folder/file-object.ts";
import type { ModelIdentity } from "../../core/contracts/model-manifest.ts";
import type { ObjectLocation } from "../../core/contracts/object-identity.ts";
import { REASONS } from "../../core/contracts/reasons.ts";
import { CONTRACT_VERSION } from "../../core/contracts/scan-result.ts";
import { type ScannedVerdict, Verdict } from "../../core/contracts/verdict.ts";
import type { WitnessThresholds } from "../../core/settings/model-choice.ts";
import { filePathOf, MASK_ENDINGS, OVERLAY_ENDING, VERDICT_ENDING } from "./image-files.ts";
import type { FileVerdict, ImageChoice } from "./scan-file.ts";

/** What a scan of today would be made by. */
export interface Scanning {
  readonly outDir: string;
  readonly model: ModelIdentity;
  readonly thresholds: WitnessThresholds;
  readonly images: ImageChoice;
}

/** What an earlier run left at the place of a file's results; nothing where that is no verdict. */
export async function readEarlier(outDir: string, key: string): Promise<FileVerdict | undefined> {
  const read = Verdict.safeParse(await readJson(join(outDir, key + VERDICT_ENDING)));
  return read.success && read.data.state !== "deleted" ? read.data : undefined;
}

async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, "utf8"));
  } catch {
    return undefined;
  }
}

/**
 * Whether a scan of today would say the same again: same file, by size and time of change, same model,
 * thresholds and version of the verdict; and all pictures that are asked for are there. Why a file could
 * not be scanned counts when a retry does not change it.
 */
export async function isCurrent(
  verdict: FileVerdict,
  file: ObjectLocation,
  scanning: Scanning,
): Promise<boolean> {
  if (verdict.version !== CONTRACT_VERSION || !isSame(verdict.model, scanning.model)) return false;
  const head = await headFile(filePathOf(file)).catch(() => undefined);
  if (head === undefined || verdict.object.eTag !== head.eTag) return false;
  if (verdict.state !== "scanned") return !REASONS[verdict.reason.code].retryable;
  return hasThresholds(verdict, scanning.thresholds) && hasPictures(verdict, file.key, scanning);
}

function isSame(a: ModelIdentity | undefined, b: ModelIdentity): boolean {
  return (
    a?.name === b.name &&
    a.version === b.version &&
    a.sha256 === b.sha256 &&
    a.historySha256 === b.historySha256 &&
    a.tilesSha256 === b.tilesSha256 &&
    a.copiesSha256 === b.copiesSha256
  );
}

const HEARD = ["network", "tiles", "history", "copies"] as const;

/** Which witnesses take part follows from the model's identity. */
function hasThresholds({ witnesses }: ScannedVerdict, thresholds: WitnessThresholds): boolean {
  const { network, history, copies } = witnesses;
  const { frame = network, tiles } = network.views ?? {};
  const heard = { network: frame, tiles, history, copies };
  const today = { ...thresholds, network: thresholds.network.value };
  return HEARD.every((name) => (heard[name]?.threshold ?? today[name]) === today[name]);
}

/** Those of a run before the verdict's own count for nothing: they may show what another model found. */
async function hasPictures(
  { mask }: ScannedVerdict,
  key: string,
  { outDir, images }: Scanning,
): Promise<boolean> {
  if (mask.key !== key + MASK_ENDINGS[images.maskFormat]) return false;
  const maskedAt = await writtenAt(join(outDir, mask.key));
  if (maskedAt === undefined || !images.hasOverlay) return maskedAt !== undefined;
  // A run writes the mask first.
  const drawnAt = await writtenAt(join(outDir, key + OVERLAY_ENDING));
  return drawnAt !== undefined && drawnAt >= maskedAt;
}

async function writtenAt(path: string): Promise<bigint | undefined> {
  return stat(path, { bigint: true }).then(
    ({ mtimeNs }) => mtimeNs,
    () => undefined,
  );
}
