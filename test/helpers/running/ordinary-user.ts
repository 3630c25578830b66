import { chmod } from "node:fs/promises";
import { onTestFinished } from "vitest";

/** Overflow user and group of Linux, who own nothing. */
const NOBODY = 65_534;

const isRoot = () => process.getuid?.() === 0;

/**
 * How to run a program that permissions hold for. Root passes them by, so that right is taken from
 * it; it stays the owner of its files, so that the sources can be read wherever they lie.
 */
export function unprivileged(file: string, args: readonly string[]): readonly [string, string[]] {
  if (!isRoot()) return [file, [...args]];
  return ["setpriv", ["--bounding-set=-dac_override,-dac_read_search", file, ...args]];
}

/** Makes this process one that permissions hold for, until the test ends. Call it before any file is made. */
export function dropPrivileges(): void {
  if (!isRoot()) return;
  process.seteuid?.(NOBODY);
  onTestFinished(() => process.seteuid?.(0));
}

/** Nobody may read, write or enter it, until the test ends. */
export async function lock(path: string): Promise<void> {
  await chmod(path, 0);
  onTestFinished(() => chmod(path, 0o700).catch(() => {}));
}
