import { describe, expect, it } from "vitest";
import { evidenceOfPair } from "../../../../core/copies/judge/pair-evidence.ts";
import type { Mask, Plane } from "../../../../core/copies/pixels/plane.ts";
import { indicesOf } from "../../../../core/copies/pixels/samples.ts";
import { pictureOf } from "../../../../core/copies/screen/seed-match.ts";
import { type Point, translation } from "../../../../core/copies/transform.ts";
import { compareSides } from "../../../../core/copies/verify/compare-sides.ts";
import { correlationGap } from "../../../../core/copies/verify/correlation-gap.ts";
import { mapRegion } from "../../../../core/copies/verify/map-region.ts";
import { planeOf, texture, withCopy } from "../../../helpers/copied-picture.ts";

const [WIDTH, HEIGHT, RADIUS] = [280, 200, 38];
const FROM = { x: 75, y: 90 };

/** Evidence that the disc around FROM is what lies at an offset. */
function evidenceAt(gray: Plane, by: Point, radiusPx = RADIUS) {
  const transform = translation(by);
  const window = { leftPx: 0, topPx: 0, widthPx: WIDTH, heightPx: HEIGHT };
  const picture = pictureOf(gray);
  const side = compareSides(picture, transform, true, window);
  const values = planeOf(WIDTH, HEIGHT, (x, y) =>
    Math.hypot(x - FROM.x, y - FROM.y) <= radiusPx ? 1 : 0,
  ).values;
  const region: Mask = { ...window, values: Uint8Array.from(values) };
  const gap = correlationGap(side, indicesOf(region.values));
  const verified = { side, region, gap, brightnessStep: -3 };
  return evidenceOfPair(picture, verified, mapRegion(region, transform, gray), true);
}

const BY = { x: 120, y: 15 };
const copied = withCopy(texture(WIDTH, HEIGHT), {
  from: [FROM.x, FROM.y],
  to: [FROM.x + BY.x, FROM.y + BY.y],
  radiusPx: RADIUS,
});

/** Big patches of one level each, twice the same ones, and noise that is everywhere its own. */
const drawnTwice = (() => {
  const grain = texture(WIDTH, HEIGHT, 9);
  const levels = texture(12, 12, 3).values;
  return planeOf(WIDTH, HEIGHT, (x, y) => {
    const isSecond = x >= 150;
    const [column, row] = [
      Math.floor((x - (isSecond ? BY.x : 0)) / 26),
      Math.floor((y - (isSecond ? BY.y : 0)) / 26),
    ];
    const patch = 2 * (levels[12 * ((row + 12) % 12) + ((column + 12) % 12)] ?? 128) - 128;
    return patch + 0.1 * ((grain.values[y * WIDTH + x] ?? 0) - 128);
  });
})();

/** The same tile over and over, photographed: each with noise of its own. */
const TILE = { x: 50, y: 0 };
const tiles = (() => {
  const [tile, grain] = [texture(50, 48), texture(WIDTH, HEIGHT, 7)];
  return planeOf(WIDTH, HEIGHT, (x, y) => {
    const own = 0.15 * ((grain.values[y * WIDTH + x] ?? 0) - 128);
    return (tile.values[(y % 48) * 50 + (x % 50)] ?? 0) + own;
  });
})();

/** Two discs of the same texture on white. */
const page = planeOf(WIDTH, HEIGHT, (x, y) => {
  const shift = [{ x: 0, y: 0 }, BY].find(
    (by) => Math.hypot(x - FROM.x - by.x, y - FROM.y - by.y) < 0.6 * RADIUS,
  );
  return shift === undefined ? 255 : (copied.values[(y - shift.y) * WIDTH + x - shift.x] ?? 0);
});

describe("evidence", () => {
  it("of an exact copy is all for it", () => {
    const evidence = evidenceAt(copied, BY);
    expect(evidence).toMatchObject({ overlap: 0, anisotropy: 1, brightnessStep: 3 });
    expect(evidence.zncc).toBeGreaterThan(0.9);
    expect(evidence.lowContrastZncc).toBeGreaterThan(0.95);
    expect(Math.abs(evidence.ringZncc)).toBeLessThan(0.1);
    expect(Math.abs(evidence.besideLikeness)).toBeLessThan(0.2);
    expect(Math.abs(evidence.aroundLikeness)).toBeLessThan(0.2);
    expect(evidence.thirdPlaceLikeness).toBeLessThan(0.2);
    expect(evidence.flatShare).toBe(0);
    expect(evidence.gap).toBeGreaterThan(0.7);
    expect(evidence.areaPixels).toBeCloseTo(Math.PI * RADIUS ** 2, -2);
  });

  it("of an offset that is wrong by four pixels has no gap", () => {
    expect(evidenceAt(copied, { x: BY.x + 4, y: BY.y }).gap).toBeLessThan(-0.3);
  });

  it("of a part of what goes on is alike in the ring too", () => {
    expect(evidenceAt(copied, BY, 18).ringZncc).toBeGreaterThan(0.7);
  });

  it("of a tile is alike in the ring, around it and a third time", () => {
    const { besideLikeness, aroundLikeness, thirdPlaceLikeness } = evidenceAt(tiles, TILE, 20);
    expect(besideLikeness).toBeGreaterThan(0.5);
    expect(aroundLikeness).toBeGreaterThan(0.5);
    expect(thirdPlaceLikeness).toBeGreaterThan(0.5);
  });

  it("of the last tile but one is alike one step before it", () => {
    const back = evidenceAt(tiles, { x: -TILE.x, y: 0 }, 20);
    expect(back.thirdPlaceLikeness).toBeGreaterThan(0.5);
  });

  it("of what a page draws twice lies on a ground without noise", () => {
    expect(evidenceAt(page, BY).flatShare).toBeGreaterThan(0.4);
  });

  it("of what was drawn twice is not alike where contrast is low", () => {
    const { zncc, lowContrastZncc } = evidenceAt(drawnTwice, BY);
    expect(zncc).toBeGreaterThan(0.5);
    expect(lowContrastZncc).toBeLessThan(0.2);
  });

  it("of a region that lies on itself says how much", () => {
    const { overlap } = evidenceAt(copied, { x: RADIUS, y: 0 });
    // Two discs, half a diameter apart.
    expect(overlap).toBeCloseTo((2 / Math.PI) * Math.acos(0.5) - Math.sqrt(3) / (2 * Math.PI), 1);
  });
});
