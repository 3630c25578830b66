import { createHash } from "node:crypto";
import { encodeOverlay } from "../../adapters/image/overlay-jpeg.ts";
import type { ImageFacts } from "../../core/contracts/image-facts.ts";
import type { ObjectIdentity } from "../../core/contracts/object-identity.ts";
import { ScanError, type Voice } from "../../core/contracts/reasons.ts";
import type { ScannedVerdict, Verdict } from "../../core/contracts/verdict.ts";
import { overlayLayer } from "../../core/overlay/overlay-layer.ts";
import { emptyLayer } from "../../core/overlay/paint.ts";
import type { ImageCodec } from "../../core/ports.ts";
import type { Evidence, ReportEntry, ReportPictures } from "../../core/report/report-entry.ts";
import { checkPixels, DEFAULT_LIMITS } from "../../core/scan/limits.ts";
import type { ReportSource } from "./report-source.ts";

export interface GatherEntryDeps extends Pick<ReportSource, "get" | "voice" | "nameOf"> {
  readonly codec: Pick<ImageCodec, "open" | "decodeGray">;
}

/** Half a page of paper at 200 dots an inch. */
const PICTURE_SIDE_PIXELS = 1024;
/** A mask of as many pixels as an image may have, hardly compressed. */
const MAX_MASK_BYTES = 200 * 1024 * 1024;

/** All evidence for one verdict; what cannot be had is said, and is no error. */
export async function gatherEntry(
  verdict: Verdict,
  { get, voice, nameOf, codec }: GatherEntryDeps,
): Promise<ReportEntry> {
  const read = (object: ObjectIdentity, maxBytes: number) =>
    orMissing(voice, async () => (await get(object, maxBytes)).bytes);
  const image =
    verdict.state === "deleted"
      ? { missing: "deleted" }
      : await read(verdict.object, DEFAULT_LIMITS.maxSizeBytes);
  const imageSha256 = sha256Of(image);
  const name = nameOf(verdict.object);
  if (verdict.state !== "scanned") {
    const none = { missing: "not scanned" };
    return { verdict, name, imageSha256, pictures: none, maskSha256: none };
  }
  const mask = await read(verdict.mask, MAX_MASK_BYTES);
  const pictures = await orMissing(voice, () =>
    draw(verdict, foundIn(image), foundIn(mask), codec),
  );
  return { verdict, name, imageSha256, pictures, maskSha256: sha256Of(mask) };
}

async function draw(
  verdict: ScannedVerdict,
  image: Uint8Array,
  mask: Uint8Array,
  codec: GatherEntryDeps["codec"],
): Promise<ReportPictures> {
  const map = await codec.decodeGray(mask);
  const accept = (facts: ImageFacts) => checkPixels(facts, DEFAULT_LIMITS);
  const { bytes } = await codec.open(image, accept);
  const layer = overlayLayer(verdict.image, verdict, map, PICTURE_SIDE_PIXELS);
  const [original, overlay] = [
    await encodeOverlay(bytes, emptyLayer(layer)),
    await encodeOverlay(bytes, layer),
  ];
  return { original: base64Of(original), overlay: base64Of(overlay) };
}

async function orMissing<Found>(
  voice: Voice,
  work: () => Promise<Found>,
): Promise<Evidence<Found>> {
  try {
    return { found: await work() };
  } catch (error) {
    if (error instanceof ScanError) return { missing: error.says[voice] };
    if (error instanceof MissingError) return { missing: error.message };
    throw error;
  }
}

class MissingError extends Error {}

function foundIn<Found>(evidence: Evidence<Found>): Found {
  if ("found" in evidence) return evidence.found;
  throw new MissingError(evidence.missing);
}

function sha256Of(evidence: Evidence<Uint8Array>): Evidence<string> {
  if ("missing" in evidence) return evidence;
  return { found: createHash("sha256").update(evidence.found).digest("hex") };
}

function base64Of(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("base64");
}
