import { CHANNELS, type FeatureMap } from "./feature-map.ts";
import type { MatchTargets } from "./match-targets.ts";
import { MARGIN_PX, MIN_OFFSET_PX, type OffsetField, UNMATCHED } from "./offset-field.ts";

/** One source at a time, and the best match offered for it. */
export class MatchCell {
  readonly #features: Int16Array;
  readonly #field: OffsetField;
  readonly #widthPx: number;
  readonly #targets: MatchTargets;
  readonly #endX: number;
  readonly #endY: number;
  #x = 0;
  #y = 0;
  #place = 0;
  /** Of the best match so far. */
  cost = UNMATCHED;
  targetX = 0;
  targetY = 0;

  constructor(features: FeatureMap, field: OffsetField, targets: MatchTargets) {
    this.#features = features.values;
    this.#field = field;
    this.#widthPx = features.widthPx;
    this.#targets = targets;
    this.#endX = targets.widthPx - MARGIN_PX;
    this.#endY = targets.heightPx - MARGIN_PX;
  }

  open(cell: number, x: number, y: number): void {
    const { costs, targetX, targetY } = this.#field;
    this.#x = x;
    this.#y = y;
    this.#place = (y * this.#widthPx + x) * CHANNELS;
    this.cost = costs[cell] ?? UNMATCHED;
    this.targetX = targetX[cell] ?? 0;
    this.targetY = targetY[cell] ?? 0;
  }

  /** Takes the target as match if it is better, is on the picture and far enough away. */
  offer(x: number, y: number): void {
    if (x < MARGIN_PX || y < MARGIN_PX || x >= this.#endX || y >= this.#endY) return;
    const { widthPx, firstPixel, enlargement } = this.#targets;
    const right = x * enlargement - this.#x;
    const down = y * enlargement - this.#y;
    if (right * right + down * down < MIN_OFFSET_PX * MIN_OFFSET_PX) return;
    const place = (firstPixel + y * widthPx + x) * CHANNELS;
    const cost = squaredDistance(this.#features, this.#place, place, this.cost);
    if (cost >= this.cost) return;
    this.cost = cost;
    this.targetX = x;
    this.targetY = y;
  }

  close(cell: number): void {
    const { costs, targetX, targetY } = this.#field;
    costs[cell] = this.cost;
    targetX[cell] = this.targetX;
    targetY[cell] = this.targetY;
  }
}

/** Of the features at two places; once it has passed `limit` it may be of some of the channels. */
function squaredDistance(values: Int16Array, a: number, b: number, limit: number): number {
  const first = squareOfFour(values, a, b);
  if (first >= limit) return first;
  const second = first + squareOfFour(values, a + 4, b + 4);
  if (second >= limit) return second;
  return second + squareOfFour(values, a + 8, b + 8);
}

function squareOfFour(values: Int16Array, a: number, b: number): number {
  const p = (values[a] ?? 0) - (values[b] ?? 0);
  const q = (values[a + 1] ?? 0) - (values[b + 1] ?? 0);
  const r = (values[a + 2] ?? 0) - (values[b + 2] ?? 0);
  const s = (values[a + 3] ?? 0) - (values[b + 3] ?? 0);
  return (Math.imul(p, p) + Math.imul(q, q) + Math.imul(r, r) + Math.imul(s, s)) | 0;
}
