import type { Point, Stroke } from "./copy-strokes.ts";
import { type Colour, type Layer, paint } from "./paint.ts";

const BLACK: Colour = [0, 0, 0];
const LINE_WIDTH_PIXELS = 2.5;
/** Under the line, so that it is seen on any ground. */
const HALO_WIDTH_PIXELS = 5;
const HALO_OPACITY = 0.45;
const DASH_PIXELS = 9;
const GAP_PIXELS = 6;

export function paintStroke(layer: Layer, stroke: Stroke): void {
  paintLine(layer, stroke, { width: HALO_WIDTH_PIXELS, colour: BLACK, opacity: HALO_OPACITY });
  paintLine(layer, stroke, { width: LINE_WIDTH_PIXELS, colour: stroke.colour, opacity: 1 });
}

interface Pen {
  readonly width: number;
  readonly colour: Colour;
  readonly opacity: number;
}

function paintLine(layer: Layer, { points, isClosed, isDashed }: Stroke, pen: Pen): void {
  const [first] = points;
  if (first === undefined) return;
  const ends = isClosed ? [...points.slice(1), first] : points.slice(1);
  let start = first;
  // Dashes go on round corners: an edge may be shorter than one of them.
  let walked = 0;
  for (const end of ends) {
    paintSegment(layer, start, end, pen, isDashed ? walked : undefined);
    walked += Math.hypot(end.x - start.x, end.y - start.y);
    start = end;
  }
}

/** Every pixel as dark as its middle is near; `walked` is how far along the dashes it starts. */
function paintSegment(
  layer: Layer,
  start: Point,
  end: Point,
  { width, colour, opacity }: Pen,
  walked: number | undefined,
): void {
  const reach = width / 2 + 1;
  const length = Math.hypot(end.x - start.x, end.y - start.y);
  const along = { x: (end.x - start.x) / (length || 1), y: (end.y - start.y) / (length || 1) };
  for (const y of pixelsBetween(start.y, end.y, reach, layer.height)) {
    for (const x of pixelsBetween(start.x, end.x, reach, layer.width)) {
      const [dx, dy] = [x + 0.5 - start.x, y + 0.5 - start.y];
      const at = Math.min(length, Math.max(0, dx * along.x + dy * along.y));
      if (walked !== undefined && (walked + at) % (DASH_PIXELS + GAP_PIXELS) > DASH_PIXELS)
        continue;
      const distance = Math.hypot(dx - at * along.x, dy - at * along.y);
      const coverage = Math.min(1, Math.max(0, width / 2 + 0.5 - distance));
      if (coverage > 0) paint(layer, x, y, colour, opacity * coverage);
    }
  }
}

function* pixelsBetween(a: number, b: number, reach: number, size: number): Generator<number> {
  const last = Math.min(size - 1, Math.ceil(Math.max(a, b) + reach));
  for (let at = Math.max(0, Math.floor(Math.min(a, b) - reach)); at <= last; at++) yield at;
}
