import { describe, expect, it } from "vitest";
import { evenSample } from "../../../../core/copies/pixels/samples.ts";
import { isLikely } from "../../../../core/copies/screen/likely-transform.ts";
import { patchCorrelation } from "../../../../core/copies/screen/patch-correlation.ts";
import { prescore } from "../../../../core/copies/screen/prescore.ts";
import { refineTransform } from "../../../../core/copies/screen/refine-transform.ts";
import { seedGap } from "../../../../core/copies/screen/seed-gap.ts";
import { matchUnder, pictureOf } from "../../../../core/copies/screen/seed-match.ts";
import { type Affine, apply, translation } from "../../../../core/copies/transform.ts";
import { sideOfHalfTurn } from "../../../../core/copies/verify/half-turn.ts";
import { planeOf, texture, withCopy } from "../../../helpers/copied-picture.ts";

const COPYING = { from: [70, 80], to: [180, 100], radiusPx: 40, turnDegrees: 20 } as const;
const picture = pictureOf(withCopy(texture(260, 190), COPYING));

/** From the source of COPYING to its copy. */
function truth(): Affine {
  const [cos, sin] = [Math.cos(Math.PI / 9), Math.sin(Math.PI / 9)];
  const [x0, y0] = [180 - cos * 70 + sin * 80, 100 - sin * 70 - cos * 80];
  return { xx: cos, xy: -sin, x0, yx: sin, yy: cos, y0 };
}

/** Pixels of the source, a few pixels from its border. */
const seeds = Array.from({ length: 25 * 25 }, (_, i) => ({
  x: 46 + 2 * (i % 25),
  y: 56 + 2 * Math.floor(i / 25),
})).filter(({ x, y }) => Math.hypot(x - 70, y - 80) < 34);
const proposal = {
  seeds,
  stridePx: 2,
  areaPixels: 4 * seeds.length,
  transform: truth(),
  modalOffset: { x: 110, y: 20 },
};

describe("a transform", () => {
  it("is refined to a tenth of a pixel from two pixels off", () => {
    const rough = { ...truth(), x0: truth().x0 + 1.4, y0: truth().y0 - 1.2, xx: truth().xx + 0.01 };
    const refined = refineTransform(picture, seeds, rough);
    for (const { x, y } of seeds) {
      const [there, wanted] = [apply(refined, x, y), apply(truth(), x, y)];
      expect(Math.hypot(there.x - wanted.x, there.y - wanted.y)).toBeLessThan(0.1);
    }
    expect(matchUnder(picture, seeds, refined)).toBeGreaterThan(0.8);
  });

  it("stays as it is where nothing says otherwise", () => {
    const flat = { widthPx: 100, heightPx: 100, values: new Float32Array(10_000).fill(50) };
    const by = translation({ x: 30, y: 0 });
    expect(refineTransform(pictureOf(flat), seeds.slice(0, 20), by)).toEqual(by);
  });
});

describe("a proposal", () => {
  it("is borne out by its seeds, under its own transform", () => {
    expect(prescore(picture, proposal)).toMatchObject({ isTranslation: false });
  });

  it("is borne out by few seeds, each of which stands for a square", () => {
    const few = seeds.filter((_, i) => i % 60 === 0);
    expect(few.length).toBeLessThan(12);
    expect(prescore(picture, { ...proposal, seeds: few })).toBeDefined();
  });

  it("is refused under another one, and where it mirrors or distorts", () => {
    const under = (transform: Affine) => prescore(picture, { ...proposal, transform });
    expect(under(translation({ x: 80, y: 40 }))).toBeUndefined();
    const { xx, xy, yx, yy } = truth();
    expect(under({ ...truth(), xx: -xx, yx: -yx })).toBeUndefined();
    expect(under({ ...truth(), xx: 2 * xx, xy: 2 * xy })).toBeUndefined();
    expect(under({ ...truth(), yx: 3 * yx, yy: 3 * yy, xx: 3 * xx, xy: 3 * xy })).toBeUndefined();
  });

  it("that matches by whole pixels is a translation", () => {
    const copying = { from: [70, 80], to: [181, 99], radiusPx: 40 } as const;
    const moved = pictureOf(withCopy(texture(260, 190), copying));
    const about = { ...proposal, transform: translation({ x: 110.4, y: 19.3 }) };
    expect(prescore(moved, about)).toMatchObject({
      isTranslation: true,
      transform: translation({ x: 111, y: 19 }),
    });
  });

  it("is as alike in low contrast only if it is a copy", () => {
    const { median, lowContrast } = patchCorrelation(picture, seeds, truth());
    expect(Math.min(median, lowContrast)).toBeGreaterThan(0.7);
    const other = patchCorrelation(picture, seeds, translation({ x: 60, y: 50 }));
    expect(Math.max(other.median, other.lowContrast)).toBeLessThan(0.2);
  });
});

describe("the gap of seeds", () => {
  const by = translation({ x: 60, y: 0 });
  const points = Array.from({ length: 400 }, (_, i) => ({
    x: 30 + (i % 20),
    y: 60 + Math.floor(i / 20),
  }));

  it("is wide where a texture was copied, and none along an edge", () => {
    const copied = withCopy(texture(260, 190), { from: [40, 70], to: [100, 70], radiusPx: 28 });
    expect(seedGap(pictureOf(copied), points, by)).toBeGreaterThan(0.3);
    const grain = texture(260, 190);
    const edge = planeOf(260, 190, (x, y) => {
      const level = y < 70 ? 60 : 180;
      return level + 0.02 * ((grain.values[y * 260 + x] ?? 0) - 128);
    });
    expect(seedGap(pictureOf(edge), points, by)).toBeLessThan(0.03);
    const along = { ...proposal, seeds: points, stridePx: 1, transform: by };
    expect(prescore(pictureOf(edge), { ...along, modalOffset: { x: 60, y: 0 } })).toBeUndefined();
  });

  it("is none of too few seeds", () => {
    expect(seedGap(picture, seeds.slice(0, 10), truth())).toBe(0);
  });
});

describe("a half turn", () => {
  const by = { xx: -1, xy: 0, x0: 200, yx: 0, yy: -1, y0: 100 };

  it("has two sides, the seeds' own and the other one", () => {
    const isOnSide = sideOfHalfTurn(by, [
      { x: 60, y: 40 },
      { x: 70, y: 52 },
    ]);
    expect(isOnSide?.(65, 45)).toBe(true);
    expect(isOnSide?.(135, 55)).toBe(false);
  });

  it("has them too where the seeds lie on both", () => {
    const isOnSide = sideOfHalfTurn(
      by,
      [60, 80, 120, 140].map((x) => ({ x, y: 50 })),
    );
    expect(isOnSide?.(70, 50)).not.toBe(isOnSide?.(130, 50));
  });

  it("is no other transform", () => {
    expect(sideOfHalfTurn(truth(), seeds)).toBeUndefined();
    expect(sideOfHalfTurn(translation({ x: 40, y: 0 }), seeds)).toBeUndefined();
  });
});

it("a transform that is not a number is not likely, nor one that mirrors", () => {
  expect(isLikely(truth())).toBe(true);
  expect(isLikely({ ...truth(), xx: Number.NaN })).toBe(false);
  expect(isLikely({ ...truth(), xx: -truth().xx, yx: -truth().yx })).toBe(false);
});

it("an even sample keeps the order, and no more than it may", () => {
  expect(evenSample([1, 2, 3, 4, 5], 3)).toEqual([1, 3, 5]);
  expect(evenSample([1, 2, 3], 3)).toEqual([1, 2, 3]);
  expect(evenSample([], 3)).toEqual([]);
});
