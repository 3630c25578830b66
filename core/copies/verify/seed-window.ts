import type { Pixels } from "../pixels/morphology.ts";
import type { Plane, Window } from "../pixels/plane.ts";
import type { Point } from "../transform.ts";

/** Of the window around the seeds, and of each step by which it grows. */
const MARGIN_PX = 48;
/** What comes so near to its window's edge may go on, and what is around it is looked at too. */
const EDGE_PX = 40;
const MAX_WINDOW_PIXELS = 400_000;

interface Sides {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

export function windowAround(points: readonly Point[], picture: Plane): Window {
  let [left, top, right, bottom] = [picture.widthPx, picture.heightPx, 0, 0];
  for (const { x, y } of points) {
    left = Math.min(left, x - MARGIN_PX);
    top = Math.min(top, y - MARGIN_PX);
    right = Math.max(right, x + MARGIN_PX + 1);
    bottom = Math.max(bottom, y + MARGIN_PX + 1);
  }
  return within(picture, { left, top, right, bottom });
}

/** A window that goes on where the region comes near to the edge; undefined where it nowhere does. */
export function enlarged(window: Window, region: Pixels, picture: Plane): Window | undefined {
  const { leftPx, topPx, widthPx, heightPx } = window;
  const [right, bottom] = [leftPx + widthPx, topPx + heightPx];
  const step = MARGIN_PX + (Math.max(widthPx, heightPx) >> 1);
  const near = nearEdges(region, widthPx);
  const larger = within(picture, {
    left: near.left ? leftPx - step : leftPx,
    top: near.top ? topPx - step : topPx,
    right: near.right ? right + step : right,
    bottom: near.bottom ? bottom + step : bottom,
  });
  const isLarger = larger.widthPx > widthPx || larger.heightPx > heightPx;
  return isLarger ? larger : undefined;
}

/** As much of it as the picture has, and no more than MAX_WINDOW_PIXELS around its middle. */
function within(picture: Plane, sides: Sides): Window {
  const [left, top] = [Math.max(sides.left, 0), Math.max(sides.top, 0)];
  const width = Math.min(sides.right, picture.widthPx) - left;
  const height = Math.min(sides.bottom, picture.heightPx) - top;
  const share = Math.min(1, Math.sqrt(MAX_WINDOW_PIXELS / (width * height)));
  const [widthPx, heightPx] = [Math.floor(width * share), Math.floor(height * share)];
  const leftPx = left + ((width - widthPx) >> 1);
  const topPx = top + ((height - heightPx) >> 1);
  return { leftPx, topPx, widthPx, heightPx };
}

function nearEdges(region: Pixels, width: number) {
  const height = region.length / width;
  const near = { left: false, top: false, right: false, bottom: false };
  for (let at = region.indexOf(1); at !== -1; at = region.indexOf(1, at + 1)) {
    const [x, y] = [at % width, Math.floor(at / width)];
    near.left ||= x < EDGE_PX;
    near.top ||= y < EDGE_PX;
    near.right ||= x >= width - EDGE_PX;
    near.bottom ||= y >= height - EDGE_PX;
  }
  return near;
}
