import { expect, it } from "vitest";
import { othersOf, type SeenPair } from "../../../../core/copies/judge/others.ts";
import type { Mask } from "../../../../core/copies/pixels/plane.ts";
import { copiedPair } from "../../../helpers/copied-pairs.ts";

type Place = readonly [leftPx: number, topPx: number];
const SIDE_PX = 20;
/** What is looked at is larger than the region in it. */
const MARGIN_PX = 6;

function region([leftPx, topPx]: Place): Mask {
  const size = SIDE_PX + 2 * MARGIN_PX;
  const isInside = (at: number) => at >= MARGIN_PX && at < MARGIN_PX + SIDE_PX;
  const values = Uint8Array.from({ length: size * size }, (_, i) =>
    isInside(i % size) && isInside(Math.floor(i / size)) ? 1 : 0,
  );
  return { leftPx, topPx, widthPx: size, heightPx: size, values };
}

function pair(from: Place, to: Place, gap = 0.6): SeenPair {
  const { evidence } = copiedPair();
  return { here: region(from), there: region(to), evidence: { ...evidence, gap } };
}

const A: Place = [0, 0];
const B: Place = [100, 0];
const C: Place = [0, 100];
const D: Place = [100, 100];

it.each<[string, readonly SeenPair[], readonly number[]]>([
  ["none of a pair that is alone", [pair(A, B)], [0]],
  ["each other of two that lie apart", [pair(A, B), pair(C, D)], [1, 1]],
  ["none of copies of one place, made twice", [pair(A, B), pair(A, C), pair(C, B)], [0, 0, 0]],
  ["none that is refused, though it has others", [pair(A, B), pair(C, D, 0.01)], [0, 1]],
  ["once what was found twice", [pair(A, B), pair(C, D), pair(D, C)], [1, 1, 1]],
  ["none that lies on nearly the same place", [pair(A, B), pair([5, 5], C)], [0, 0]],
  ["one that lies beside it", [pair(A, B), pair([15, 0], C)], [1, 1]],
])("counts %s", (_, pairs, counts) => {
  expect(othersOf(pairs)).toEqual(counts);
});
