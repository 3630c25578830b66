import type { PictureSize } from "../picture-size.ts";
import type { TilesExamination } from "../witness-ports.ts";
import { blendTiles } from "./blend-tiles.ts";
import { cutTile } from "./cut-tile.ts";
import type { Tiling } from "./tiling.ts";
import { type TileFeatures, type UsualFeatures, usualFeatures } from "./usual-features.ts";

/** Pixels of one tile, row by row, R G B → what its places are like. */
export type DescribeTile = (
  rgb: Uint8Array<ArrayBuffer>,
  size: PictureSize,
) => Promise<TileFeatures>;

/** Features of one tile, and what is usual in its picture → the probability of each cell, row by row. */
export type DecideTile = (
  features: TileFeatures,
  usual: UsualFeatures,
  size: PictureSize,
) => Promise<Float32Array>;

export interface LookDeps {
  readonly describe: DescribeTile;
  readonly decide: DecideTile;
}

/**
 * In two passes: what all tiles are like, then what in each of them is unlike its picture.
 *
 * @param rgb the picture at the size that `tiling` shows it in.
 * @param original size of the picture upright.
 */
export async function lookAtTiles(
  rgb: Uint8Array,
  tiling: Tiling,
  original: PictureSize,
  { describe, decide }: LookDeps,
): Promise<TilesExamination> {
  const { tile, origins } = tiling;
  const features: TileFeatures[] = [];
  for (const origin of origins) features.push(await describe(cutTile(rgb, tiling, origin), tile));
  const usual = usualFeatures(features);
  const said: Float32Array[] = [];
  for (const one of features) said.push(await decide(one, usual, tile));
  return { map: blendTiles(tiling, said, original), count: origins.length };
}
