import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { lastLumaTable } from "../../../../core/history/jpeg-tables.ts";
import { photograph, saved } from "../../../helpers/photograph.ts";

const segment = (marker: number, body: readonly number[]) => {
  const length = body.length + 2;
  return [0xff, marker, length >> 8, length & 255, ...body];
};
const table = (slot: number, step: number) => [slot, ...new Array<number>(64).fill(step)];
/** Three components at 8 bits, each its id, sampling and table. */
const frame = (...components: readonly (readonly number[])[]) =>
  segment(0xc0, [8, 0, 64, 0, 64, components.length, ...components.flat()]);
const SCAN = segment(0xda, [1, 1, 0, 0, 63, 0]);
const YCC = frame([1, 0x22, 0], [2, 0x11, 1], [3, 0x11, 1]);
const jpeg = (...segments: readonly (readonly number[])[]) =>
  Uint8Array.from([0xff, 0xd8, ...segments.flat(), ...SCAN]);

const LUMA = segment(0xdb, table(0, 5));
const COLOUR = segment(0xdb, table(1, 9));

describe("the last table of luma", () => {
  it("is that of annex K, down in rows and across in columns", async () => {
    const steps = lastLumaTable(await saved(photograph(64, 48), 70));
    expect(Array.from(steps?.subarray(0, 16) ?? [])).toEqual([
      ...[10, 7, 6, 10, 14, 24, 31, 37],
      ...[7, 7, 8, 11, 16, 35, 36, 33],
    ]);
  });

  it("is the one that the first component names", () => {
    expect(lastLumaTable(jpeg(LUMA, COLOUR, YCC))?.[9]).toBe(5);
    const crossed = frame([1, 0x11, 1], [2, 0x11, 0], [3, 0x11, 0]);
    expect(lastLumaTable(jpeg(LUMA, COLOUR, crossed))?.[9]).toBe(9);
  });

  it("may come behind the frame, with others in one segment, after fill bytes, in 16 bits", () => {
    const both = segment(0xdb, [...table(1, 9), ...table(0, 5)]);
    expect(lastLumaTable(jpeg(YCC, [0xff, 0xff], both))?.[63]).toBe(5);
    const wide = [16, ...Array.from({ length: 64 }, () => [1, 4]).flat()];
    expect(lastLumaTable(jpeg(segment(0xdb, wide), YCC))?.[63]).toBe(260);
  });

  it.each([
    ["no JPEG", Uint8Array.of(0x89, 0x50, 0x4e, 0x47)],
    ["nothing", new Uint8Array()],
    ["no frame", jpeg(LUMA)],
    ["no table", jpeg(COLOUR, YCC)],
    ["a step of 0", jpeg(segment(0xdb, table(0, 0)), YCC)],
    ["half a table", jpeg(segment(0xdb, table(0, 5).slice(0, 40)), YCC)],
    ["a table behind the scan's start", Uint8Array.from([...jpeg(YCC), ...LUMA])],
    ["four components", jpeg(LUMA, frame([1, 17, 0], [2, 17, 0], [3, 17, 0], [4, 17, 0]))],
    ["red, green and blue by name", jpeg(LUMA, frame([82, 17, 0], [71, 17, 0], [66, 17, 0]))],
    [
      "luma at half of colour's size",
      jpeg(LUMA, COLOUR, frame([1, 17, 0], [2, 34, 1], [3, 34, 1])),
    ],
    [
      "red, green and blue by Adobe's word",
      jpeg(LUMA, segment(0xee, [...Buffer.from("Adobe"), 0, 100, 0, 0, 0, 0, 0]), YCC),
    ],
  ])("is none of %s", (_, bytes) => {
    expect(lastLumaTable(bytes)).toBeUndefined();
  });

  it("holds 64 steps or is none, whatever the bytes", () => {
    const whole = jpeg(LUMA, COLOUR, YCC);
    const place = fc.integer({ min: 0, max: whole.length - 1 });
    const change = fc.tuple(place, fc.integer({ min: 0, max: 255 }));
    const hostile = fc.tuple(fc.array(change, { maxLength: 6 }), place).map(([changes, end]) => {
      const bytes = whole.slice();
      for (const [at, value] of changes) bytes[at] = value;
      return bytes.subarray(0, changes.length % 2 === 0 ? bytes.length : end);
    });
    const random = fc.uint8Array({ maxLength: 300 }).map((b) => Uint8Array.of(0xff, 0xd8, ...b));
    fc.assert(
      fc.property(fc.oneof(hostile, random), (bytes) => {
        const steps = lastLumaTable(bytes);
        if (steps === undefined) return;
        expect(steps).toHaveLength(64);
        expect(Math.min(...steps)).toBeGreaterThan(0);
      }),
      { numRuns: 2000 },
    );
  });
});
