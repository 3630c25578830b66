import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { coveredPixels } from "../../../../core/copies/outline/covered-pixels.ts";
import { describePair } from "../../../../core/copies/outline/describe-pair.ts";
import { enlarged, outlineOf } from "../../../../core/copies/outline/region-outline.ts";
import { simplifyPolygon } from "../../../../core/copies/outline/simplify-polygon.ts";
import { traceOutlines } from "../../../../core/copies/outline/trace-outlines.ts";
import { filled } from "../../../../core/copies/pixels/fill-holes.ts";
import type { Mask } from "../../../../core/copies/pixels/plane.ts";
import { apply } from "../../../../core/copies/transform.ts";
import { copiedPair } from "../../../helpers/copied-pairs.ts";

function maskOf(...rows: string[]): Mask {
  const values = Uint8Array.from(rows.join(""), (sign) => (sign === "#" ? 1 : 0));
  return { leftPx: 0, topPx: 0, widthPx: rows[0]?.length ?? 0, heightPx: rows.length, values };
}

describe("outlines", () => {
  it("go around a pixel by its corners, with the pixel to the right", () => {
    expect(traceOutlines({ ...maskOf(".#"), leftPx: 10, topPx: 20 }, 1)).toEqual([
      [
        { x: 12, y: 20 },
        { x: 12, y: 21 },
        { x: 11, y: 21 },
        { x: 11, y: 20 },
      ],
    ]);
  });

  it("are one for each part, the largest first, and none of a part that is too small", () => {
    const mask = maskOf("#..##", ".#.##", ".....");
    expect(traceOutlines(mask, 1).map((corners) => corners.length)).toEqual([4, 4, 4]);
    expect(traceOutlines(mask, 2)).toHaveLength(1);
    expect(traceOutlines(mask, 99)).toEqual(traceOutlines(mask, 2));
    expect(traceOutlines(maskOf(".."), 1)).toEqual([]);
  });

  it("cover exactly the pixels that they go around", () => {
    const pictures = fc.array(fc.constantFrom(0, 1, 1), { minLength: 72, maxLength: 72 });
    fc.assert(
      fc.property(pictures, (bits) => {
        const values = filled(Uint8Array.from(bits), 9);
        const mask = { leftPx: 0, topPx: 0, widthPx: 9, heightPx: 8, values };
        const all = new Uint8Array(72);
        for (const corners of traceOutlines(mask, 1)) {
          for (const [at, is] of coveredPixels([corners], 9, 8).entries())
            all[at] = (all[at] ?? 0) | is;
        }
        // A part within a bay that closes over a corner is inside another one's outline too.
        expect([...all]).toEqual([...values]);
      }),
    );
  });
});

describe("a simpler polygon", () => {
  const steps = Array.from({ length: 40 }, (_, i) => ({ x: i >> 1, y: (i + 1) >> 1 }));
  const polygon = [...steps, { x: 0, y: 20 }];

  it("leaves out steps, and is nowhere further off than the tolerance", () => {
    const simple = simplifyPolygon(polygon, 1);
    expect(simple.length).toBeLessThan(6);
    expect(simple).toContainEqual({ x: 0, y: 20 });
  });

  it("of few corners is itself", () => {
    expect(simplifyPolygon(polygon.slice(0, 3), 5)).toEqual(polygon.slice(0, 3));
  });
});

describe("a region in pixels of the original", () => {
  const disc: Mask = {
    leftPx: 20,
    topPx: 30,
    widthPx: 61,
    heightPx: 61,
    values: Uint8Array.from({ length: 61 * 61 }, (_, at) =>
      Math.hypot((at % 61) - 30, Math.floor(at / 61) - 30) <= 28 ? 1 : 0,
    ),
  };
  const picture = { widthPx: 200, heightPx: 100 };

  it("is a little larger than what matched, and has few corners", () => {
    const { box, polygons, areaPixels } = outlineOf(disc, picture, { across: 1, down: 1 });
    expect(box).toEqual({ x: 21, y: 31, width: 59, height: 59 });
    expect(polygons).toHaveLength(1);
    expect(polygons[0]?.length).toBeLessThan(40);
    const inside = coveredPixels(polygons, 200, 100).reduce((sum, one) => sum + one, 0);
    expect(Math.abs(inside / areaPixels - 1)).toBeLessThan(0.03);
    expect(areaPixels / (Math.PI * 29 ** 2)).toBeCloseTo(1, 1);
  });

  it("is stretched as the picture is", () => {
    const { box } = outlineOf(disc, picture, { across: 2, down: 1.5 });
    expect(box).toEqual({ x: 42, y: 47, width: 118, height: 88 });
  });

  it("has the same transform, between corners of pixels", () => {
    const by = { xx: 0, xy: -1, x0: 90, yx: 1, yy: 0, y0: 5 };
    const there = apply(by, 10, 20);
    const large = apply(enlarged(by, { across: 3, down: 2 }), 3 * 10.5, 2 * 20.5);
    expect(large.x).toBeCloseTo(3 * (there.x + 0.5));
    expect(large.y).toBeCloseTo(2 * (there.y + 0.5));
  });

  it("does not go beyond the picture", () => {
    const atCorner = { ...disc, leftPx: -2, topPx: 41 };
    const { box } = outlineOf(atCorner, picture, { across: 1, down: 1 });
    expect(box.x).toBe(0);
    expect(box.y + box.height).toBe(100);
  });
});

describe("which side of a pair is the copy", () => {
  const here: Mask = { ...maskOf("##", "##"), leftPx: 4, topPx: 4 };
  const there: Mask = { ...here, leftPx: 24 };
  const { evidence } = copiedPair();
  const transform = { xx: 1, xy: 0, x0: 20, yx: 0, yy: 1, y0: 0 };
  const gray = { widthPx: 40, heightPx: 20, values: new Float32Array(800) };
  const pairWith = (jump: number) => {
    const judged = { here, there, transform, evidence, confidence: 0.95 };
    const sides = { jump, break: 0.5 * jump, loss: 0 };
    return describePair({ ...judged, sides, level: "certain" }, gray, gray);
  };

  it("is the one whose border clearly shows that it was pasted", () => {
    const [first, second] = [pairWith(-1.5), pairWith(1.5)];
    expect([first.isSideKnown, second.isSideKnown]).toEqual([true, true]);
    expect(first.copy.box.x).toBeLessThan(first.source.box.x);
    expect(second.copy.box.x).toBeGreaterThan(second.source.box.x);
    expect(first.transform.x0).toBeCloseTo(-20);
    expect([first.sides, second.sides]).toEqual([
      { jump: 1.5, break: 0.75, loss: -0 },
      { jump: 1.5, break: 0.75, loss: 0 },
    ]);
  });

  it("is unknown where both borders show about as much", () => {
    expect([pairWith(0.3).isSideKnown, pairWith(-0.3).isSideKnown]).toEqual([false, false]);
  });
});
