import type { Pixels } from "./morphology.ts";

/** Pixels of a picture that hang together, by their edges. */
export interface Components {
  /** Of each pixel its component's number; 0 where there is none. */
  readonly labels: Int32Array;
  /** Pixels of each; 0 of number 0. */
  readonly areas: readonly number[];
}

export function componentsOf(pixels: Pixels, width: number): Components {
  const labels = new Int32Array(pixels.length);
  const areas = [0];
  const stack = new Int32Array(pixels.length);
  for (let first = 0; first < pixels.length; first++) {
    if (pixels[first] !== 1 || labels[first] !== 0) continue;
    areas.push(label(pixels, width, { labels, stack, first, number: areas.length }));
  }
  return { labels, areas };
}

interface Start {
  readonly labels: Int32Array;
  readonly stack: Int32Array;
  readonly first: number;
  readonly number: number;
}

/** @returns how many pixels it has. */
function label(pixels: Pixels, width: number, { labels, stack, first, number }: Start): number {
  labels[first] = number;
  stack[0] = first;
  let [seen, found] = [0, 1];
  const visit = (at: number) => {
    if (pixels[at] !== 1 || labels[at] !== 0) return;
    labels[at] = number;
    stack[found++] = at;
  };
  while (seen < found) {
    const at = stack[seen++] ?? 0;
    const column = at % width;
    if (column > 0) visit(at - 1);
    if (column < width - 1) visit(at + 1);
    visit(at - width);
    visit(at + width);
  }
  return found;
}

/** How many of the marked pixels lie in each component. */
export function hitsOf({ labels, areas }: Components, isMarked: Pixels): number[] {
  const hits = areas.map(() => 0);
  for (let at = 0; at < labels.length; at++) {
    const number = labels[at] ?? 0;
    if (number !== 0 && isMarked[at] === 1) hits[number] = (hits[number] ?? 0) + 1;
  }
  return hits;
}

/** The pixels of the components for which that holds. */
export function keptPixels(
  { labels, areas }: Components,
  isKept: (number: number) => boolean,
): Pixels {
  const isIn = Uint8Array.from(areas, (_, number) => (number > 0 && isKept(number) ? 1 : 0));
  const pixels = new Uint8Array(labels.length);
  for (let at = 0; at < labels.length; at++) pixels[at] = isIn[labels[at] ?? 0] ?? 0;
  return pixels;
}
