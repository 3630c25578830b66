import { expect, it } from "vitest";
import { jpegQualityOf } from "../../../../core/history/jpeg-quality.ts";
import { lastLumaTable } from "../../../../core/history/jpeg-tables.ts";
import { photograph, saved } from "../../../helpers/photograph.ts";

it.each([95, 90, 75, 60, 40, 10])("a file saved at quality %i says so", async (quality) => {
  const table = lastLumaTable(await saved(photograph(64, 48), quality));
  expect(jpegQualityOf(table)).toBeCloseTo(quality, -0.5);
});

it("a file without a table counts as lossless", () => {
  expect(jpegQualityOf(undefined)).toBe(100);
});

it("the coarsest table is still a quality", () => {
  expect(jpegQualityOf(new Uint16Array(64).fill(65535))).toBe(1);
});
