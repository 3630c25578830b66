import { type Affine, determinant, type Stretch, stretchOf } from "../transform.ts";

const LIMITS: Stretch = { most: 2.2, least: 0.45 };
const MAX_ANISOTROPY = 1.5;

/** Whether somebody may have copied a region by it. What is mirrored or not a number is not likely. */
export function isLikely(transform: Affine): boolean {
  const { most, least } = stretchOf(transform);
  const isModest = most <= LIMITS.most && least >= LIMITS.least && most <= MAX_ANISOTROPY * least;
  return isModest && determinant(transform) > 0;
}
