import type { CopiedPair, RegionOutline } from "../contracts/witnesses.ts";
import type { Colour } from "./paint.ts";

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A line through points. Pixel (0, 0) reaches from corner 0, 0 to 1, 1. */
export interface Stroke {
  readonly points: readonly Point[];
  /** Whether the last point is next to the first. */
  readonly isClosed: boolean;
  readonly colour: Colour;
  readonly isDashed: boolean;
}

const CYAN: Colour = [0, 200, 255];
const AMBER: Colour = [255, 176, 0];
/** Half the angle of an arrow's head. */
const HEAD_RADIANS = Math.PI / 7;
const HEAD_PIXELS = 18;

/**
 * Both outlines of each pair, joined by a line: source in cyan, copy in amber, with an arrow towards
 * the copy; both in amber and without an arrow where either may be the copy. Hints are dashed.
 *
 * @param scale from pixels of the image to those of the layer.
 */
export function copyStrokes(pairs: readonly CopiedPair[], scale: number): Stroke[] {
  return pairs.flatMap((pair) => {
    const isDashed = pair.level === "hint";
    const sourceColour = pair.isSideKnown ? CYAN : AMBER;
    return [
      ...outline(pair.source, scale).map((line) => ({ ...line, isDashed, colour: sourceColour })),
      ...[...outline(pair.copy, scale), ...connection(pair, scale)].map((line) => ({
        ...line,
        isDashed,
        colour: AMBER,
      })),
    ];
  });
}

type Line = Pick<Stroke, "points" | "isClosed">;

function outline({ polygons }: RegionOutline, scale: number): Line[] {
  return polygons.map((corners) => ({
    points: corners.map(({ x, y }) => ({ x: x * scale, y: y * scale })),
    isClosed: true,
  }));
}

function connection({ source, copy, isSideKnown }: CopiedPair, scale: number): Line[] {
  const from = centre(source, scale);
  const to = centre(copy, scale);
  const line = { points: [from, to], isClosed: false };
  return isSideKnown ? [line, arrowHead(from, to)] : [line];
}

function centre({ box }: RegionOutline, scale: number): Point {
  return { x: (box.x + box.width / 2) * scale, y: (box.y + box.height / 2) * scale };
}

function arrowHead(from: Point, to: Point): Line {
  const back = Math.atan2(from.y - to.y, from.x - to.x);
  const barb = (radians: number) => ({
    x: to.x + HEAD_PIXELS * Math.cos(back + radians),
    y: to.y + HEAD_PIXELS * Math.sin(back + radians),
  });
  return { points: [barb(HEAD_RADIANS), to, barb(-HEAD_RADIANS)], isClosed: false };
}
