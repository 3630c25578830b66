import { z } from "zod";

/** Which keys of a bucket are scanned: those with one of the prefixes and one of the suffixes. */
export const KeyFilter = z.strictObject({
  /** @default every key */
  prefixes: z.array(z.string()).readonly().exactOptional(),
  /** Compared with the case of the letters. @default every key */
  suffixes: z.array(z.string()).readonly().exactOptional(),
});
export type KeyFilter = z.infer<typeof KeyFilter>;

/** Whether a key is scanned. */
export function passesFilter({ prefixes = [], suffixes = [] }: KeyFilter, key: string): boolean {
  const some = (values: readonly string[], holds: (value: string) => boolean) =>
    values.length === 0 || values.some(holds);
  return (
    some(prefixes, (prefix) => key.startsWith(prefix)) &&
    some(suffixes, (suffix) => key.endsWith(suffix))
  );
}

/** What is scanned of each bucket. */
export const KeyFilters = z.record(z.string(), KeyFilter);
export type KeyFilters = z.infer<typeof KeyFilters>;

/** Stands for every bucket that has no filter of its own. */
export const ANY_BUCKET = "*";

/** Whether an upload of the object is scanned without anybody asking for it. */
export function isScanned(
  filters: KeyFilters,
  { bucket, key }: { readonly bucket: string; readonly key: string },
): boolean {
  return passesFilter(filters[bucket] ?? filters[ANY_BUCKET] ?? {}, key);
}
