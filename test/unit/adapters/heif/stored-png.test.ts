import sharp from "sharp";
import { expect, it } from "vitest";
import { storedPng } from "../../../../adapters/heif/stored-png.ts";

it.each([
  ["a small one", 5, 3, 3],
  ["one with alpha", 7, 2, 4],
  ["one whose rows are longer than a block", 22_000, 2, 3],
] as const)("sharp reads the pixels of %s back", async (_, width, height, channels) => {
  const pixels = Buffer.from(
    Array.from({ length: width * height * channels }, (_, at) => (at * 31) % 251),
  );
  const rowBytes = width * channels;
  const row = (y: number) => pixels.subarray(y * rowBytes, (y + 1) * rowBytes);
  const png = storedPng({ width, height, channels, row });
  const read = await sharp(png, { failOn: "warning" }).raw().toBuffer({ resolveWithObject: true });
  expect(read.info).toMatchObject({ width, height, channels });
  expect(read.data.equals(pixels)).toBe(true);
});

it("carries a colour profile", async () => {
  const profile = Buffer.from("a profile, whatever it says");
  const row = () => Uint8Array.of(1, 2, 3);
  const png = storedPng({ width: 1, height: 1, channels: 3, row, profile });
  expect(png).toContain("i".charCodeAt(0));
  expect(Buffer.from(png).includes("iCCPicc\0\0")).toBe(true);
});

it("refuses what a chunk cannot hold", () => {
  const row = () => new Uint8Array(0);
  expect(() => storedPng({ width: 30_000, height: 30_000, channels: 3, row })).toThrow(RangeError);
});
