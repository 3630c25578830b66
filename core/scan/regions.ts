import { MAX_REGIONS, type Region } from "../contracts/findings/findings.ts";
import { MANIPULATED_LEVEL } from "./probability-map.ts";

/** Where the manipulated pixels of a whole image are. */
export interface RegionSummary {
  readonly manipulatedPixels: number;
  /** Largest first, at most MAX_REGIONS; ties from the top, then from the left. */
  readonly regions: readonly Region[];
}

/** Bounds are inclusive pixels. Once joined, `heir` is the component that goes on. */
interface Component {
  left: number;
  right: number;
  top: number;
  bottom: number;
  areaPixels: number;
  level: number;
  heir?: Component;
}

/** Neighbouring manipulated pixels of one row, and what they belong to. */
interface Run {
  readonly start: number;
  readonly end: number;
  readonly component: Component;
}

/**
 * Regions of manipulated pixels, connected over sides and corners, in one pass over the restored
 * rows. Only the runs of two rows and the components they touch are kept: a component that the next
 * row does not touch is complete.
 *
 * @param rows undefined for one without a manipulated pixel.
 */
export function findRegions(rows: Iterable<Float32Array | undefined>): RegionSummary {
  const largest: Component[] = [];
  let manipulatedPixels = 0;
  let above: readonly Run[] = [];
  let y = 0;
  for (const row of rows) {
    const runs = row === undefined ? [] : runsOf(row, y);
    for (const { start, end } of runs) manipulatedPixels += end - start + 1;
    joinTouching(above, runs);
    for (const component of rootsOf(above)) if (component.bottom < y) keep(largest, component);
    above = runs;
    y++;
  }
  for (const component of rootsOf(above)) keep(largest, component);
  return { manipulatedPixels, regions: largest.map(regionOf) };
}

function runsOf(row: Float32Array, y: number): Run[] {
  const runs: Run[] = [];
  for (let x = 0; x < row.length; x++) {
    let level = row[x] ?? 0;
    if (level <= MANIPULATED_LEVEL) continue;
    const start = x;
    for (; (row[x + 1] ?? 0) > MANIPULATED_LEVEL; x++) level = Math.max(level, row[x + 1] ?? 0);
    const [areaPixels, box] = [x - start + 1, { left: start, right: x, top: y, bottom: y }];
    runs.push({ start, end: x, component: { ...box, areaPixels, level } });
  }
  return runs;
}

/** Both lists go from left to right, so one sweep meets every pair that touches. */
function joinTouching(above: readonly Run[], below: readonly Run[]): void {
  let [i, j] = [0, 0];
  for (let upper = above[i], lower = below[j]; upper && lower; upper = above[i], lower = below[j]) {
    if (upper.end + 1 >= lower.start && lower.end + 1 >= upper.start) {
      join(rootOf(upper.component), rootOf(lower.component));
    }
    if (upper.end < lower.end) i++;
    else j++;
  }
}

function join(a: Component, b: Component): void {
  if (a === b) return;
  a.left = Math.min(a.left, b.left);
  a.right = Math.max(a.right, b.right);
  a.top = Math.min(a.top, b.top);
  a.bottom = Math.max(a.bottom, b.bottom);
  a.areaPixels += b.areaPixels;
  a.level = Math.max(a.level, b.level);
  b.heir = a;
}

function rootOf(component: Component): Component {
  let root = component;
  while (root.heir) root = root.heir;
  // Later look-ups take one step, however often components were joined.
  if (component !== root) component.heir = root;
  return root;
}

const rootsOf = (runs: readonly Run[]) => new Set(runs.map(({ component }) => rootOf(component)));

function keep(largest: Component[], component: Component): void {
  const before = largest.findIndex((other) => compare(component, other) < 0);
  largest.splice(before < 0 ? largest.length : before, 0, component);
  if (largest.length > MAX_REGIONS) largest.pop();
}

const compare = (a: Component, b: Component) =>
  b.areaPixels - a.areaPixels || a.top - b.top || a.left - b.left;

function regionOf({ left, right, top, bottom, areaPixels, level }: Component): Region {
  const size = { width: right - left + 1, height: bottom - top + 1 };
  return { x: left, y: top, ...size, areaPixels, score: level / 255 };
}
