import { join, sep } from "node:path";
import { MAX_KEY_BYTES } from "../../core/contracts/object-identity.ts";

/** S3 allows 1,024 bytes of UTF-8 in a key, file systems 255 in a name. */
export const MAX_NAME_BYTES = 255;

const NO_UTF8 = "a file name that is not UTF-8";

/**
 * Why no object of a folder can have this key; nothing when one can. A key is the path of a file
 * below the bucket's folder, so a key that would lead elsewhere names no object, and neither does a
 * hidden file: editors and copying programs keep their half-written files under such names.
 */
export function refusalOf(key: string): string | undefined {
  if (Buffer.byteLength(key) > MAX_KEY_BYTES) return `a key longer than ${MAX_KEY_BYTES} bytes`;
  if (key.includes("\0")) return "a key with a NUL character";
  // Node shows bytes that are no UTF-8 this way; no file can be opened by such a name.
  if (key.includes("\uFFFD")) return NO_UTF8;
  if (sep !== "/" && key.includes(sep)) return `a key with a ${sep}`;
  return key.split("/").map(refusalOfName).find(Boolean);
}

function refusalOfName(name: string): string | undefined {
  if (name === "") return "a key with an empty part between slashes";
  if (name.startsWith(".")) return `the hidden name ${JSON.stringify(name)}`;
  if (Buffer.byteLength(name) > MAX_NAME_BYTES) return `a name longer than ${MAX_NAME_BYTES} bytes`;
  return undefined;
}

/** Whether a refusal is the file's own wish, and so nothing to tell anybody about. */
export function isHidden(key: string): boolean {
  return key.split("/").some((name) => name.startsWith("."));
}

/** Where the object lies; the key must not be refused. */
export function pathOf(root: string, key: string): string {
  return join(root, ...key.split("/"));
}

/** The key of a path relative to the bucket's folder. */
export function keyOf(relativePath: string): string {
  return sep === "/" ? relativePath : relativePath.replaceAll(sep, "/");
}

/** Whether a path is a folder, or lies in it; both absolute. */
export function isWithin(folder: string, path: string): boolean {
  return path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
}
