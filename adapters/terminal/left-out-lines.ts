import { printable } from "./printable.ts";

const MAX_NAMED = 3;

/** One file or folder that nobody looked into, and why. */
export function leftOutLine({ key, why }: { readonly key: string; readonly why: string }): string {
  return printable(`Left out: ${key}: ${why}`);
}

/** How many files were left out since they are no images, and which; nothing where none was. */
export function noImagesLine(names: readonly string[]): readonly string[] {
  if (names.length === 0) return [];
  const named = names.slice(0, MAX_NAMED).map(printable);
  const rest = names.length > MAX_NAMED ? [`${names.length - MAX_NAMED} more`] : [];
  return [`Left out, as they are no images: ${names.length} (${[...named, ...rest].join(", ")})`];
}
