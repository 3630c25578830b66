import { type FindCopiesDeps, findCopies } from "../../core/copies/find-copies.ts";
import type { CopyExamination } from "../../core/witness-ports.ts";
import { readGray } from "../image/read-gray.ts";

/**
 * File → brightness at the working size → pairs of regions with the same content, in pixels of the
 * picture upright.
 *
 * @throws ScanError about the file.
 */
export async function examineCopies(
  bytes: Uint8Array,
  deps: FindCopiesDeps,
): Promise<CopyExamination> {
  return findCopies(await readGray(bytes), deps);
}
