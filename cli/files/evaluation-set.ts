import { stat } from "node:fs/promises";
import { join, parse, relative, resolve } from "node:path";
import type { LeftOut } from "../../adapters/folder/list-files.ts";
import { keyOf } from "../../adapters/folder/object-path.ts";
import { UsageError } from "../usage-error.ts";
import { expandFolder } from "./expand-argument.ts";
import { byBytes } from "./image-files.ts";

/** Folders of a set, in the layout of CASIA and IMDL-BenCo. */
const MANIPULATED = "Tp";
const MASKS = "Gt";
const AUTHENTIC = "Au";

/** An image of a set; paths below the set's folder, with slashes. */
export interface LabelledFile {
  readonly key: string;
  /** The truth about a manipulated image; an authentic one has none. */
  readonly maskKey?: string;
}

export interface EvaluationSet {
  /** Absolute. */
  readonly root: string;
  /** The manipulated first, each kind in the order of its names. */
  readonly files: readonly LabelledFile[];
  /** What cannot be read of it; keys as those of the images. */
  readonly leftOut: readonly LeftOut[];
}

/**
 * `DIR/Tp/<id>.*` with `DIR/Gt/<id>.png`, and `DIR/Au/*`; at most `limit` images of each kind.
 *
 * @throws UsageError when there is no image, or a manipulated one without its mask.
 */
export async function findEvaluationSet(
  folder: string,
  limit = Number.POSITIVE_INFINITY,
): Promise<EvaluationSet> {
  const root = resolve(folder);
  if (!(await isFolder(root))) {
    throw new UsageError(`Expected the folder of a set, found none under ${folder}.`);
  }
  const found = {
    manipulated: await imagesIn(root, MANIPULATED),
    authentic: await imagesIn(root, AUTHENTIC),
  };
  const manipulated = found.manipulated.keys.slice(0, limit).map(withMask);
  const authentic = found.authentic.keys.slice(0, limit).map((key) => ({ key }));
  const files = [...manipulated, ...authentic];
  if (files.length === 0) {
    const expected = `${MANIPULATED}/ (manipulated, masks in ${MASKS}/) or ${AUTHENTIC}/ (authentic)`;
    throw new UsageError(`Expected images in ${folder} under ${expected}, found none.`);
  }
  await requireMasks(root, manipulated);
  return { root, files, leftOut: [...found.manipulated.leftOut, ...found.authentic.leftOut] };
}

async function imagesIn(root: string, kind: string) {
  const folder = join(root, kind);
  if (!(await isFolder(folder))) return { keys: [], leftOut: [] };
  const { paths, leftOut } = await expandFolder(folder);
  const below = (path: string) => keyOf(relative(root, path));
  return {
    keys: paths.map(below).sort(byBytes),
    leftOut: leftOut.map((one) => ({ ...one, key: below(one.key) })),
  };
}

function withMask(key: string): Required<LabelledFile> {
  const { dir, name } = parse(key);
  return { key, maskKey: `${MASKS}${dir.slice(MANIPULATED.length)}/${name}.png` };
}

async function requireMasks(root: string, files: readonly Required<LabelledFile>[]): Promise<void> {
  const masks = new Set((await imagesIn(root, MASKS)).keys);
  const [first, ...more] = files.filter(({ maskKey }) => !masks.has(maskKey));
  if (first === undefined) return;
  const others = more.length === 0 ? "" : `; ${more.length} more are missing`;
  throw new UsageError(
    `Expected the mask ${first.maskKey} of ${first.key} in ${root}, found none${others}.`,
  );
}

async function isFolder(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isDirectory() ?? false;
}
