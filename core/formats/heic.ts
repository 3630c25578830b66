/** ISO/IEC 23008-12, annex B.4: images and bursts that are coded with HEVC. */
const HEVC_BRANDS = new Set(["heic", "heix", "heim", "heis", "hevc", "hevx", "hevm", "hevs"]);

const BRAND_BYTES = 4;
const MAJOR_BRAND_AT = 8;
/** Between the major brand and those that the file is compatible with: a version. */
const OTHER_BRANDS_AT = 16;

/** Whether a file says by a brand, the major one or another, that its images are coded with HEVC. */
export function isHeic(bytes: Uint8Array): boolean {
  const text = (at: number) => String.fromCharCode(...bytes.subarray(at, at + BRAND_BYTES));
  if (text(BRAND_BYTES) !== "ftyp") return false;
  if (HEVC_BRANDS.has(text(MAJOR_BRAND_AT))) return true;
  for (let at = OTHER_BRANDS_AT; at < boxEnd(bytes); at += BRAND_BYTES) {
    if (HEVC_BRANDS.has(text(at))) return true;
  }
  return false;
}

/** Far more brands than any camera names, so that a box which lies is left soon. */
const MAX_BOX_BYTES = 512;

function boxEnd(bytes: Uint8Array): number {
  const [a = 0, b = 0, c = 0, d = 0] = bytes;
  const claimed = a * 2 ** 24 + b * 2 ** 16 + c * 2 ** 8 + d;
  return Math.min(claimed, MAX_BOX_BYTES, bytes.length);
}
