import { describe, expect, it } from "vitest";
import { profilesAcross, REACH_PX } from "../../../../core/copies/judge/border-profiles.ts";
import { copiedSide, sideEvidence } from "../../../../core/copies/judge/copied-side.ts";
import { seamOf } from "../../../../core/copies/judge/seam.ts";
import type { Mask, Plane } from "../../../../core/copies/pixels/plane.ts";
import { inverse } from "../../../../core/copies/transform.ts";
import { mapRegion } from "../../../../core/copies/verify/map-region.ts";
import {
  type Copying,
  planeOf,
  resaved,
  texture,
  truthOf,
  withCopy,
} from "../../../helpers/copied-picture.ts";

const SIZE = { widthPx: 260, heightPx: 190 };
const COPYING: Copying = { from: [70, 80], to: [180, 110], radiusPx: 36 };

const MOVED: Partial<Copying> = {};

const whole = (values: Uint8Array): Mask => ({ leftPx: 0, topPx: 0, ...SIZE, values });

/** From the source of a copying to its copy. */
function transformOf({ from, to, turnDegrees = 0, scale = 1 }: Copying) {
  const turn = (turnDegrees * Math.PI) / 180;
  const [cos, sin] = [scale * Math.cos(turn), scale * Math.sin(turn)];
  const [x0, y0] = [to[0] - cos * from[0] + sin * from[1], to[1] - sin * from[0] - cos * from[1]];
  return { xx: cos, xy: -sin, x0, yx: sin, yy: cos, y0 };
}

function sidesOf(gray: Plane, copying: Copying, isResampled = false) {
  const here = whole(Uint8Array.from(truthOf(gray, copying).source));
  const transform = transformOf(copying);
  return { here, there: mapRegion(here, transform, gray), transform, isResampled };
}

describe("a profile across a border", () => {
  it("goes from inside to outside, wherever the region lies", () => {
    const { widthPx, heightPx } = SIZE;
    const disc = planeOf(widthPx, heightPx, (x, y) => (Math.hypot(x - 90, y - 80) < 40 ? 200 : 50));
    const region = Uint8Array.from(disc.values, (level) => (level > 100 ? 1 : 0));
    const inWindow = { leftPx: 40, topPx: 30, widthPx: 101, heightPx: 101 };
    const values = new Uint8Array(101 * 101);
    for (const at of values.keys()) {
      values[at] = region[(30 + Math.floor(at / 101)) * widthPx + 40 + (at % 101)] ?? 0;
    }
    for (const mask of [whole(region), { ...inWindow, values }]) {
      const profiles = profilesAcross(disc, mask);
      expect(profiles.length).toBeGreaterThan(200);
      for (const profile of profiles) {
        expect(profile).toHaveLength(2 * REACH_PX + 1);
        expect(profile[0]).toBeCloseTo(200, 0);
        expect(profile.at(-1)).toBeCloseTo(50, 0);
      }
    }
  });

  it("is none of a region without an outside", () => {
    const all = whole(new Uint8Array(SIZE.widthPx * SIZE.heightPx).fill(1));
    const gray = texture(SIZE.widthPx, SIZE.heightPx);
    expect(profilesAcross(gray, all)).toEqual([]);
    expect(seamOf(gray, all)).toBeUndefined();
  });
});

describe("the copied side", () => {
  const grain = texture(SIZE.widthPx, SIZE.heightPx);
  // Brighter to the right, so that what comes from the left does not fit in.
  const picture = planeOf(SIZE.widthPx, SIZE.heightPx, (x, y) => {
    return 0.6 * (grain.values[y * SIZE.widthPx + x] ?? 0) + 0.35 * x;
  });

  it.each<[string, Partial<Copying>]>([
    ["moved", MOVED],
    ["turned", { turnDegrees: 33 }],
    ["made larger", { scale: 1.2 }],
  ])("shows by its border: %s", (_, change) => {
    const copying = { ...COPYING, ...change };
    const pasted = withCopy(picture, copying);
    const sides = sidesOf(pasted, copying, change !== MOVED);
    expect(copiedSide(sideEvidence(pasted, sides))).toBe("there");
    const swapped = { ...sides, here: sides.there, there: sides.here };
    const back = { ...swapped, transform: inverse(sides.transform) };
    expect(copiedSide(sideEvidence(pasted, back))).toBe("here");
  });

  it("shows after JPEG 75 as well", async () => {
    const saved = await resaved(withCopy(picture, COPYING), 75);
    expect(copiedSide(sideEvidence(saved, sidesOf(saved, COPYING)))).toBe("there");
  });

  it("has lost detail where it was resampled, and only there", () => {
    const turned = { ...COPYING, turnDegrees: 33 };
    const pasted = withCopy(picture, turned);
    const lossOf = (isResampled: boolean) =>
      sideEvidence(pasted, sidesOf(pasted, turned, isResampled))?.loss;
    expect(lossOf(true)).toBeGreaterThan(0.1);
    expect(lossOf(false)).toBe(0);
  });

  it("does not show in a picture where nothing was pasted", () => {
    const { heightPx } = SIZE;
    const tile = texture(110, heightPx);
    const twice = planeOf(SIZE.widthPx, heightPx, (x, y) => tile.values[y * 110 + (x % 110)] ?? 0);
    const sides = sidesOf(twice, { ...COPYING, to: [180, 80] });
    const evidence = sideEvidence(twice, sides);
    expect(evidence?.jump).toBeCloseTo(0, 9);
    expect(evidence?.break).toBeCloseTo(0, 9);
    expect(copiedSide(evidence)).toBeUndefined();
  });

  it("is unknown of regions whose borders lie beyond the picture", () => {
    const gray = texture(SIZE.widthPx, SIZE.heightPx);
    const all = whole(new Uint8Array(SIZE.widthPx * SIZE.heightPx).fill(1));
    const transform = transformOf(COPYING);
    const sides = { here: all, there: all, transform, isResampled: false };
    expect(copiedSide(sideEvidence(gray, sides))).toBeUndefined();
  });
});
