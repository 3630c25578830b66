import { describe, expect, it } from "vitest";
import { openFeatureSession } from "../../../../adapters/onnx/sessions/feature-session.ts";
import {
  CHANNELS,
  FEATURE_RADIUS_PX,
  type FeatureMap,
  featuresOf,
} from "../../../../core/copies/match/feature-map.ts";
import { texturedPixels } from "../../../../core/copies/match/local-deviation.ts";
import { MatchCell } from "../../../../core/copies/match/match-cell.ts";
import { matchSmaller, SHARE, smallerPixels } from "../../../../core/copies/match/match-smaller.ts";
import { ownPixels } from "../../../../core/copies/match/match-targets.ts";
import {
  emptyField,
  MARGIN_PX,
  type OffsetField,
  UNMATCHED,
} from "../../../../core/copies/match/offset-field.ts";
import { matchPatches } from "../../../../core/copies/match/patch-match.ts";
import { SimilarOrder } from "../../../../core/copies/match/similar-order.ts";
import { placeOf, SOURCE_BIT, withSources } from "../../../../core/copies/match/source-bit.ts";
import type { Plane } from "../../../../core/copies/pixels/plane.ts";
import { shrunken } from "../../../../core/copies/pixels/shrunken.ts";
import { TimeBudget } from "../../../../core/copies/time-budget.ts";
import { makeRandom } from "../../../../core/copies/xorshift.ts";
import { type Copying, planeOf, texture, withCopy } from "../../../helpers/copied-picture.ts";
import { COPY_FEATURES_PATH } from "../../../helpers/fixtures.ts";

const describeStrip = await openFeatureSession(COPY_FEATURES_PATH, 1);
const forever = TimeBudget.from({ monotonicMs: () => 0 }, 1);

/** Says of each pixel its own value and that at the corner of its disc's square. */
async function describeSimply({ values, widthPx, heightPx }: Plane): Promise<Int16Array> {
  const side = 2 * FEATURE_RADIUS_PX;
  const found: number[] = [];
  for (let y = 0; y < heightPx - side; y++) {
    for (let x = 0; x < widthPx - side; x++) {
      const middle = values[(y + FEATURE_RADIUS_PX) * widthPx + x + FEATURE_RADIUS_PX] ?? 0;
      const corner = values[y * widthPx + x] ?? 0;
      found.push(middle, corner, ...new Array<number>(CHANNELS - 2).fill(0));
    }
  }
  return Int16Array.from(found);
}

/** Features that are the values of the pixels 0, 2, 4 … to the right. */
function shifted({ values, widthPx, heightPx }: Plane): FeatureMap {
  const described = Int16Array.from({ length: CHANNELS * values.length }, (_, i) => {
    const [at, channel] = [Math.floor(i / CHANNELS), i % CHANNELS];
    return values[Math.min(at + 2 * channel, values.length - 1)] ?? 0;
  });
  return { widthPx, heightPx, values: described };
}

describe("features", () => {
  it("of strips are those of the whole, the picture mirrored at its edges", async () => {
    const gray = texture(23, 75);
    const features = await featuresOf(gray, describeSimply, forever);
    const at = (x: number, y: number) => gray.values[y * 23 + x];
    for (const [x, y] of [
      [0, 0],
      [22, 74],
      [11, 32],
      [3, 63],
      [8, 8],
    ] as const) {
      const place = (y * 23 + x) * CHANNELS;
      expect(features?.values[place]).toBe(at(x, y));
      expect(features?.values[place + 1]).toBe(
        at(Math.abs(x - FEATURE_RADIUS_PX), Math.abs(y - FEATURE_RADIUS_PX)),
      );
    }
  });

  it("of a picture narrower than the disc are there", async () => {
    const features = await featuresOf(texture(1, 3), describeSimply, forever);
    expect(features?.values).toHaveLength(3 * CHANNELS);
  });
});

it("pixels have texture where they differ from those around them", () => {
  const half = planeOf(80, 40, (x, y) => (x < 40 ? 100 : 100 + ((x * 7 + y * 13) % 11)));
  const textured = new Set(texturedPixels(half));
  const isTextured = (x: number, y: number) => textured.has(y * 80 + x);
  expect([isTextured(10, 20), isTextured(31, 20)]).toEqual([false, false]);
  expect([isTextured(40 - FEATURE_RADIUS_PX + 1, 20), isTextured(60, 20)]).toEqual([true, true]);
  expect([isTextured(60, MARGIN_PX - 1), isTextured(79, 20)]).toEqual([false, false]);
});

it("places of sources are marked, and all of them stay in their order", () => {
  const field = emptyField(700, 900);
  expect(field.stridePx).toBe(2);
  const places = Uint32Array.from([
    0,
    4 * 700 + 4,
    4 * 700 + 5,
    5 * 700 + 4,
    6 * 700 + 8,
    899 * 700,
  ]);
  const marked = withSources(places, 700, field);
  expect([...marked].map(placeOf)).toEqual([...places]);
  expect([...marked].map((place) => place >= SOURCE_BIT)).toEqual([
    ...[true, true, false, false],
    ...[true, false],
  ]);
});

describe("an order of pixels", () => {
  const gray = texture(60, 50);
  const features = shifted(gray);
  const pixels = texturedPixels(gray);

  it("has each of them once, and the same ones side by side", () => {
    const twin = (at: number) => at + 30;
    const values = features.values.slice();
    for (const at of [700, 1234, 2001]) {
      values.copyWithin(twin(at) * CHANNELS, at * CHANNELS, (at + 1) * CHANNELS);
    }
    const order = new SimilarOrder({ ...features, values }, pixels).by([0, 3, 1, 4]);
    expect(order.toSorted()).toEqual(pixels);
    for (const at of [700, 1234, 2001]) {
      expect(Math.abs(order.indexOf(at) - order.indexOf(twin(at)))).toBe(1);
    }
  });

  it("is by another channel another one, and by the same one the same", () => {
    const similar = new SimilarOrder(features, pixels);
    const first = similar.by([0, 3, 1, 4]).slice();
    expect(similar.by([5, 6, 7, 8])).not.toEqual(first);
    expect(similar.by([0, 3, 1, 4])).toEqual(first);
  });
});

describe("a source", () => {
  const features = shifted(texture(100, 60));
  const field = emptyField(100, 60);
  const cell = new MatchCell(features, field, ownPixels(features));

  it("takes the better of its offers, none too near and none beyond the edges", () => {
    cell.open(0, 20, 20);
    for (const [x, y] of [
      [43, 20],
      [20, 43],
      [2, 40],
      [97, 20],
      [50, 57],
    ] as const) {
      cell.offer(x, y);
      expect(cell.cost).toBe(UNMATCHED);
    }
    cell.offer(44, 20);
    const { cost } = cell;
    expect(cost).toBeLessThan(UNMATCHED);
    for (let x = 44; x < 96; x++) cell.offer(x, 30);
    expect(cell.cost).toBeLessThanOrEqual(cost);
    cell.close(0);
    expect(field.costs[0]).toBe(cell.cost);
  });

  it("takes pixels of a smaller picture by where they lie in the larger one", () => {
    const small = { widthPx: 50, heightPx: 30, firstPixel: 1000, enlargement: 2 };
    const far = new MatchCell(features, field, small);
    far.open(1, 20, 20);
    far.offer(21, 10);
    expect(far.cost).toBe(UNMATCHED);
    far.offer(22, 10);
    const [own, other] = [20 * 100 + 20, 1000 + 10 * 50 + 22];
    const channels = Array.from({ length: CHANNELS }, (_, i) => i);
    const valueAt = (pixel: number, i: number) => features.values[pixel * CHANNELS + i] ?? 0;
    const squares = channels.map((i) => (valueAt(own, i) - valueAt(other, i)) ** 2);
    expect(far.cost).toBe(squares.reduce((sum, one) => sum + one));
    far.offer(47, 10);
    expect(far.targetX).toBe(22);
  });
});

describe("the field", () => {
  it("has a source for each pixel of a small picture, and about as many for a large one", () => {
    expect(emptyField(400, 300)).toMatchObject({ stridePx: 1, columns: 392, rows: 292 });
    const large = emptyField(1633, 1225);
    expect(large.stridePx).toBe(3);
    expect(large.columns * large.rows).toBeLessThan(250_000);
  });

  it("matches what was copied, and no pixel with one near by", () => {
    const gray = texture(120, 90);
    const twin = planeOf(120, 90, (x, y) => gray.values[y * 120 + (x % 60)] ?? 0);
    const field = matchPatches(shifted(twin), texturedPixels(twin), forever);
    let right = 0;
    for (const [at, cost] of field.costs.entries()) {
      if (cost === UNMATCHED) continue;
      const x = MARGIN_PX + (at % field.columns);
      const y = MARGIN_PX + Math.floor(at / field.columns);
      const [across, down] = [(field.targetX[at] ?? 0) - x, (field.targetY[at] ?? 0) - y];
      expect(Math.hypot(across, down)).toBeGreaterThanOrEqual(24);
      if (Math.abs(across) === 60 && down === 0) right++;
    }
    // At the right edge the features are of other pixels.
    expect(right / field.costs.length).toBeGreaterThan(0.5);
  });
});

describe("matches among what was made smaller", () => {
  const copying: Copying = { from: [60, 70], to: [165, 75], radiusPx: 36, scale: 1 / SHARE };
  const gray = withCopy(texture(240, 150), copying);
  const right = (field: OffsetField) => {
    let [agreeing, count] = [0, 0];
    for (const at of field.costs.keys()) {
      const x = MARGIN_PX + field.stridePx * (at % field.columns);
      const y = MARGIN_PX + field.stridePx * Math.floor(at / field.columns);
      if (Math.hypot(x - 60, y - 70) > 28) continue;
      const [wantedX, wantedY] = [165 + (x - 60) / SHARE, 75 + (y - 70) / SHARE];
      const [toX, toY] = [field.targetX[at] ?? 0, field.targetY[at] ?? 0];
      count++;
      if (Math.hypot(toX - wantedX, toY - wantedY) < 2) agreeing++;
    }
    return agreeing / count;
  };

  it("find what was enlarged, and far more of it", async () => {
    const features = await featuresOf(gray, describeStrip, forever, smallerPixels(gray));
    if (features === undefined) throw new Error("expected features");
    const smaller = await matchSmaller(
      gray,
      features,
      texturedPixels(gray),
      describeStrip,
      forever,
    );
    if (smaller === undefined) throw new Error("expected a field");
    expect(right(smaller)).toBeGreaterThan(0.8);
    expect(right(smaller)).toBeGreaterThan(
      right(matchPatches(features, texturedPixels(gray), forever)) + 0.2,
    );
  });

  it("are none when time runs out", async () => {
    const features = await featuresOf(gray, describeStrip, forever, smallerPixels(gray));
    if (features === undefined) throw new Error("expected features");
    const spent = TimeBudget.from({ monotonicMs: () => 0 }, 0);
    expect(
      await matchSmaller(gray, features, texturedPixels(gray), describeStrip, spent),
    ).toBeUndefined();
  });
});

it("a plane that is made smaller keeps its places", () => {
  const slope = planeOf(80, 60, (x, y) => 2 * x + y);
  const small = shrunken(slope, 0.8);
  expect(small).toMatchObject({ widthPx: 64, heightPx: 48 });
  for (const [x, y] of [
    [0, 0],
    [63, 47],
    [10, 33],
  ] as const) {
    const [right, down] = [(x + 0.5) / 0.8 - 0.5, (y + 0.5) / 0.8 - 0.5];
    expect(small.values[y * 64 + x]).toBeCloseTo(2 * right + down, 3);
  }
});

it("random numbers are those of the generator's definition", () => {
  const random = makeRandom(1);
  expect([random(), random(), random()]).toEqual([270369, 67634689, -1647531835]);
});

it("a budget is spent when its time is over, and stays so", () => {
  let nowMs = 100;
  const budget = TimeBudget.from({ monotonicMs: () => nowMs }, 50);
  nowMs = 149;
  expect([budget.isSpent(), budget.hasEnded]).toEqual([false, false]);
  nowMs = 150;
  expect(budget.hasEnded).toBe(false);
  expect([budget.isSpent(), budget.hasEnded]).toEqual([true, true]);
});
