import { expect, it } from "vitest";
import { missingGifPixels } from "../../../../core/formats/gif-frame.ts";
import { photograph } from "../../../helpers/photograph.ts";

const WIDTH = 200;
const HEIGHT = 150;
const whole = await photograph(WIDTH, HEIGHT).gif().toBuffer();

it("a whole frame lacks nothing", () => {
  expect(missingGifPixels(whole)).toBe(0);
});

it("the more of a frame is cut off, the more it lacks", () => {
  const lacking = [0.9, 0.6, 0.3].map((share) =>
    missingGifPixels(whole.subarray(0, Math.floor(whole.length * share))),
  );
  expect(lacking.toSorted((a, b) => a - b)).toEqual(lacking);
  expect(lacking[0]).toBeGreaterThan(0);
  expect(lacking[2]).toBeLessThan(WIDTH * HEIGHT);
});

it("any bytes may come in", () => {
  for (let at = 0; at < whole.length; at += 101) {
    const broken = Uint8Array.from(whole.subarray(0, whole.length - (at % 300)));
    broken[at % broken.length] = at & 0xff;
    expect(missingGifPixels(broken)).toBeLessThanOrEqual(0xffff ** 2);
  }
});
