import { describe, expect, it } from "vitest";
import { systemClock } from "../../../../adapters/clock/system-clock.ts";
import { openFeatureSession } from "../../../../adapters/onnx/sessions/feature-session.ts";
import type { RegionOutline } from "../../../../core/contracts/witnesses.ts";
import { findCopies } from "../../../../core/copies/find-copies.ts";
import { fittedAcceptance } from "../../../../core/copies/judge/fitted-acceptance.ts";
import { coveredPixels } from "../../../../core/copies/outline/covered-pixels.ts";
import type { Plane } from "../../../../core/copies/pixels/plane.ts";
import type { CopyExamination } from "../../../../core/witness-ports.ts";
import {
  type Copying,
  planeOf,
  resaved,
  texture,
  truthOf,
  withCopy,
} from "../../../helpers/copied-picture.ts";
import { COPY_ACCEPTANCE, COPY_FEATURES_PATH } from "../../../helpers/fixtures.ts";

const features = await openFeatureSession(COPY_FEATURES_PATH, 1);
const deps = {
  describe: features,
  acceptance: fittedAcceptance(COPY_ACCEPTANCE),
  clock: systemClock,
  timeoutMs: 60_000,
};

const [WIDTH, HEIGHT] = [280, 210];
const COPYING: Copying = { from: [75, 80], to: [200, 130], radiusPx: 40 };

const searched = (gray: Plane) => ({ gray, original: gray, jpegQuality: 100 });
const find = (picture: Plane): Promise<CopyExamination> => findCopies(searched(picture), deps);

/** F1 of an outline against the pixels that belong. */
function f1({ polygons }: RegionOutline, truth: Float32Array, { widthPx, heightPx }: Plane) {
  const found = coveredPixels(polygons, widthPx, heightPx);
  let [both, all] = [0, 0];
  for (const [at, is] of found.entries()) {
    both += 2 * is * (truth[at] ?? 0);
    all += is + (truth[at] ?? 0);
  }
  return both / all;
}

/** The one pair that is found, and how well it lies. */
async function foundIn(picture: Plane, copying: Copying) {
  const { pairs, isComplete } = await find(picture);
  expect(isComplete).toBe(true);
  expect(pairs).toHaveLength(1);
  const [pair] = pairs;
  if (pair === undefined) throw new Error("expected a pair");
  const truth = truthOf(picture, copying);
  return {
    pair,
    source: f1(pair.source, truth.source, picture),
    copy: f1(pair.copy, truth.copy, picture),
  };
}

describe("a copy is found", () => {
  it.each<[string, Partial<Copying>]>([
    ["moved", {}],
    ["turned by 30°", { turnDegrees: 30 }],
    ["turned by 180°", { turnDegrees: 180 }],
    ["made smaller", { scale: 0.9 }],
    ["made larger", { scale: 1.2 }],
    ["made larger by a quarter", { scale: 1.25 }],
    ["made smaller by a fifth", { scale: 0.8 }],
  ])("%s, with its source, its side and its transform", async (_, change) => {
    const copying = { ...COPYING, ...change };
    const { pair, source, copy } = await foundIn(
      withCopy(texture(WIDTH, HEIGHT), copying),
      copying,
    );
    expect(pair.isSideKnown).toBe(true);
    expect(copy).toBeGreaterThan(0.9);
    expect(source).toBeGreaterThan(0.9);
    const { xx, xy, yx, yy, x0, y0 } = pair.transform;
    const [x, y] = [copying.from[0] + 0.5, copying.from[1] + 0.5];
    expect(xx * x + xy * y + x0).toBeCloseTo(copying.to[0] + 0.5, 0);
    expect(yx * x + yy * y + y0).toBeCloseTo(copying.to[1] + 0.5, 0);
    expect(Math.sqrt(xx * yy - xy * yx)).toBeCloseTo(copying.scale ?? 1, 1);
  });

  it("after JPEG 90", async () => {
    const picture = await resaved(withCopy(texture(WIDTH, HEIGHT), COPYING), 90);
    const { source, copy } = await foundIn(picture, COPYING);
    expect(copy).toBeGreaterThan(0.9);
    expect(source).toBeGreaterThan(0.9);
  });

  it("of a region hardly larger than the discs that are matched", async () => {
    const copying = { ...COPYING, radiusPx: 13 };
    const { source, copy } = await foundIn(withCopy(texture(WIDTH, HEIGHT), copying), copying);
    expect(Math.min(source, copy)).toBeGreaterThan(0.8);
  });

  it("lit anew", async () => {
    const picture = texture(WIDTH, HEIGHT);
    const pasted = withCopy(picture, COPYING);
    const isCopy = truthOf(picture, COPYING).copy;
    const lit = planeOf(WIDTH, HEIGHT, (x, y) => {
      const level = pasted.values[y * WIDTH + x] ?? 0;
      return isCopy[y * WIDTH + x] === 1 ? 0.94 * level - 8 : level;
    });
    const { source, copy } = await foundIn(lit, COPYING);
    expect(Math.min(source, copy)).toBeGreaterThan(0.9);
  });

  it("in a pattern that goes on around: there alone the noise is the same", async () => {
    const [pattern, grain] = [texture(140, HEIGHT), texture(WIDTH, HEIGHT, 5)];
    const picture = planeOf(WIDTH, HEIGHT, (x, y) => {
      const isCopied = Math.hypot((x % 140) - 70, y - 100) < 40;
      const own = isCopied ? 0 : 0.7 * ((grain.values[y * WIDTH + x] ?? 0) - 128);
      return (pattern.values[y * 140 + (x % 140)] ?? 0) + own;
    });
    const places: Copying = { from: [70, 100], to: [210, 100], radiusPx: 40 };
    const { pair, source, copy } = await foundIn(picture, places);
    // Neither side has a seam.
    expect(pair.isSideKnown).toBe(false);
    expect(Math.min(source, copy)).toBeGreaterThan(0.8);
  });

  it("twice, where it was pasted twice", async () => {
    const second: Copying = { from: [75, 80], to: [220, 55], radiusPx: 32 };
    const first: Copying = { ...COPYING, to: [190, 160], radiusPx: 32 };
    const source = withCopy(texture(WIDTH, HEIGHT), first);
    const picture = withCopy(source, second);
    const { pairs } = await find(picture);
    for (const copying of [first, second]) {
      const truth = truthOf(picture, copying).copy;
      const best = Math.max(
        ...pairs.flatMap((pair) => [
          f1(pair.source, truth, picture),
          f1(pair.copy, truth, picture),
        ]),
      );
      expect(best).toBeGreaterThan(0.9);
    }
  });

  it("side by side with its source, turned by 180°", async () => {
    const square = { radiusPx: 36, isSquare: true, turnDegrees: 180 };
    const copying: Copying = { from: [90, 100], to: [163, 100], ...square };
    const { pair, source, copy } = await foundIn(
      withCopy(texture(WIDTH, HEIGHT), copying),
      copying,
    );
    expect(Math.max(source, copy)).toBeGreaterThan(0.85);
    expect(pair.evidence.overlap).toBeLessThan(0.05);
  });

  it("in pixels of the original where the picture was made smaller", async () => {
    const picture = withCopy(texture(WIDTH, HEIGHT), COPYING);
    const size = { widthPx: 2 * WIDTH, heightPx: 3 * HEIGHT };
    const { pairs } = await findCopies({ ...searched(picture), original: size }, deps);
    const { copy, transform } = pairs[0] ?? {};
    expect(copy?.box.x).toBeCloseTo(2 * (COPYING.to[0] - COPYING.radiusPx), -1);
    expect(copy?.box.y).toBeCloseTo(3 * (COPYING.to[1] - COPYING.radiusPx), -1);
    expect(transform).toMatchObject({ xx: 1, yy: 1, x0: 2 * 125, y0: 3 * 50 });
  });
});

describe("nothing is found", () => {
  const rings = (x: number, y: number) => 20 * Math.sin(Math.hypot(x - 20, y - 18) / 2.5);
  it.each<[string, () => Plane]>([
    ["in a texture", () => texture(WIDTH, HEIGHT)],
    [
      "in tiles, be they ever so alike",
      () => {
        const tile = texture(40, 36);
        const grain = texture(WIDTH, HEIGHT, 5);
        return planeOf(WIDTH, HEIGHT, (x, y) => {
          const level = tile.values[(y % 36) * 40 + (x % 40)] ?? 0;
          return level + 0.02 * ((grain.values[y * WIDTH + x] ?? 0) - 128);
        });
      },
    ],
    [
      "where the likeness goes on around, as in a pattern",
      () => {
        const [pattern, grain] = [texture(140, HEIGHT), texture(WIDTH, HEIGHT, 5)];
        return planeOf(WIDTH, HEIGHT, (x, y) => {
          const own = 0.3 * ((grain.values[y * WIDTH + x] ?? 0) - 128);
          return (pattern.values[y * 140 + (x % 140)] ?? 0) + own;
        });
      },
    ],
    ["in drawn tiles", () => planeOf(WIDTH, HEIGHT, (x, y) => 128 + rings(x % 40, y % 36))],
    ["in a smooth gradient", () => planeOf(WIDTH, HEIGHT, (x, y) => 0.5 * x + 0.3 * y)],
    ["in one colour", () => planeOf(WIDTH, HEIGHT, () => 200)],
    [
      "of what is mirrored",
      () => withCopy(texture(WIDTH, HEIGHT), { ...COPYING, isMirrored: true }),
    ],
  ])("%s", async (_, picture) => {
    expect(await find(picture())).toEqual({ pairs: [], isComplete: true });
  });

  it.each([
    [64, 48],
    [4000, 50],
  ])("in %i × %i pixels", async (widthPx, heightPx) => {
    expect(await find(texture(widthPx, heightPx))).toEqual({ pairs: [], isComplete: true });
  });

  it.each([
    [1, 1],
    [1, 5000],
    [47, 300],
    [9, 20_000],
  ])("%i × %i pixels are too few to look at", async (widthPx, heightPx) => {
    expect(await find(texture(widthPx, heightPx))).toEqual({ pairs: [], isComplete: false });
  });
});

it("finds the same once more", async () => {
  const picture = withCopy(texture(WIDTH, HEIGHT), { ...COPYING, turnDegrees: 12 });
  expect(await find(picture)).toEqual(await find(picture));
});

describe("when time runs out", () => {
  const picture = withCopy(texture(WIDTH, HEIGHT), COPYING);
  /** A clock that goes on by a millisecond with each look. */
  const ticking = () => {
    let ms = 0;
    return { monotonicMs: () => ms++ };
  };

  it("says so, and says what it has", async () => {
    const examine = (timeoutMs: number) =>
      findCopies(searched(picture), { ...deps, clock: ticking(), timeoutMs });
    const { pairs } = await find(picture);
    expect(await examine(1)).toEqual({ pairs: [], isComplete: false });
    expect(await examine(8)).toMatchObject({ isComplete: false });
    expect(await examine(1000)).toEqual({ pairs, isComplete: true });
  });

  it("ends with the pairs of a search that was cut short", async () => {
    let looks = 0;
    // Seven strips, three orders, and the start of both budgets: only the sweeps are left out.
    const clock = { monotonicMs: () => (looks++ < 12 ? 0 : 75) };
    const cut = await findCopies(searched(picture), { ...deps, clock, timeoutMs: 100 });
    expect(cut.isComplete).toBe(false);
    expect(cut.pairs).toHaveLength(1);
  });
});
