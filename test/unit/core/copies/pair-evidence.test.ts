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
  const side = compareSides(pictureOf(gray), transform, true, window);
  const values = planeOf(WIDTH, HEIGHT, (x, y) =>
    Math.hypot(x - FROM.x, y - FROM.y) <= radiusPx ? 1 : 0,
  ).values;
  const region: Mask = { ...window, values: Uint8Array.from(values) };
  const gap = correlationGap(side, indicesOf(region.values));
  const verified = { side, region, gap, brightnessStep: -3 };
  return evidenceOfPair(verified, mapRegion(region, transform, gray), true);
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

describe("evidence", () => {
  it("of an exact copy is all for it", () => {
    const evidence = evidenceAt(copied, BY);
    expect(evidence).toMatchObject({ overlap: 0, anisotropy: 1, brightnessStep: 3 });
    expect(evidence.zncc).toBeGreaterThan(0.9);
    expect(evidence.lowContrastZncc).toBeGreaterThan(0.95);
    expect(Math.abs(evidence.ringZncc)).toBeLessThan(0.1);
    expect(evidence.gap).toBeGreaterThan(0.7);
    expect(evidence.areaPixels).toBeCloseTo(Math.PI * RADIUS ** 2, -2);
  });

  it("of an offset that is wrong by four pixels has no gap", () => {
    expect(evidenceAt(copied, { x: BY.x + 4, y: BY.y }).gap).toBeLessThan(-0.3);
  });

  it("of a part of what goes on is alike in the ring too", () => {
    expect(evidenceAt(copied, BY, 18).ringZncc).toBeGreaterThan(0.7);
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
