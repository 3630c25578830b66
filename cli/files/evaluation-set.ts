import { stat } from "node:fs/promises";
import { join, parse, resolve } from "node:path";
import { glob } from "tinyglobby";
import { UsageError } from "../usage-error.ts";
import { byBytes, hasImageEnding } from "./image-files.ts";

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
  const manipulated = (await imagesIn(root, MANIPULATED)).slice(0, limit).map(withMask);
  const authentic = (await imagesIn(root, AUTHENTIC)).slice(0, limit).map((key) => ({ key }));
  const files = [...manipulated, ...authentic];
  if (files.length === 0) {
    const expected = `${MANIPULATED}/ (manipulated, masks in ${MASKS}/) or ${AUTHENTIC}/ (authentic)`;
    throw new UsageError(`Expected images in ${folder} under ${expected}, found none.`);
  }
  await requireMasks(root, manipulated);
  return { root, files };
}

async function imagesIn(root: string, kind: string): Promise<string[]> {
  return (await filesIn(root, kind)).filter(hasImageEnding).sort(byBytes);
}

async function filesIn(root: string, kind: string): Promise<string[]> {
  const folder = join(root, kind);
  if (!(await isFolder(folder))) return [];
  const files = await glob("**/*", { cwd: folder, followSymbolicLinks: false });
  return files.map((file) => `${kind}/${file}`);
}

function withMask(key: string): Required<LabelledFile> {
  const { dir, name } = parse(key);
  return { key, maskKey: `${MASKS}${dir.slice(MANIPULATED.length)}/${name}.png` };
}

async function requireMasks(root: string, files: readonly Required<LabelledFile>[]): Promise<void> {
  const masks = new Set(await filesIn(root, MASKS));
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
