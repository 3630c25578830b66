import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { Tag, tiffDirectories } from "../../../../core/formats/tiff/tiff-directory.ts";
import { tiffEssence } from "../../../../core/formats/tiff/tiff-essence.ts";
import { tiffVariant } from "../../../../core/formats/tiff/tiff-variant.ts";
import { oddFile } from "../../../helpers/fixtures.ts";
import { photograph } from "../../../helpers/photograph.ts";

const tiff = (bigtiff: boolean) =>
  photograph(64, 48).withMetadata({ orientation: 6 }).tiff({ bigtiff, tile: true }).toBuffer();
const pixelsOf = (bytes: Uint8Array) => sharp(bytes, { failOn: "warning" }).raw().toBuffer();

describe.each([false, true])("a TIFF, with wide places: %s", (isBig) => {
  it("has the directory that its writer wrote", async () => {
    const directories = [...tiffDirectories(await tiff(isBig))];
    expect(directories).toHaveLength(1);
    const values = (tag: number) => directories[0]?.fields.get(tag)?.values;
    expect(values(Tag.width)).toEqual([64]);
    expect(values(Tag.height)).toEqual([48]);
    expect(values(Tag.bitsPerSample)).toEqual([8, 8, 8]);
  });

  it("has the same pixels without all else", async () => {
    const file = await tiff(isBig);
    const essence = tiffEssence(file) ?? new Uint8Array();
    expect(await pixelsOf(essence)).toEqual(await pixelsOf(file));
    const [directory] = tiffDirectories(essence);
    expect(directory?.fields.has(Tag.orientation)).toBe(false);
  });
});

it("of big-endian numbers, too", async () => {
  const header = Uint8Array.of(0x4d, 0x4d, 0, 42, 0, 0, 0, 8, 0, 1, 1, 0, 0, 3, 0, 0, 0, 1, 0, 9);
  const [directory] = tiffDirectories(Uint8Array.from([...header, 0, 0, 0, 0, 0, 0]));
  expect(directory?.fields.get(Tag.width)?.values).toEqual([9]);
});

it.each([
  ["float.tif", "a TIFF with floating-point samples of 32 bits"],
  ["lab.tif", "a TIFF with CIE L*a*b* colours"],
  ["lzma.tif", "a TIFF with LZMA compression"],
  ["two-selections.tif", "a TIFF with 2 extra channels"],
  ["thumbnail-first.tif", "a TIFF whose first picture is a thumbnail"],
  ["dng.dng", "a TIFF with a raw photograph in it (such as DNG or NEF)"],
  ["tiles.tif", undefined],
])("%s is %s", async (name, expected) => {
  expect(tiffVariant(await oddFile(name))).toBe(expected);
});

it("directories without end are read at once", () => {
  const fields = 4000;
  const file = Buffer.alloc(3_000_000, 0);
  file.write("II*\0", "latin1");
  file.writeUInt32LE(8, 4);
  // Each has many fields, and behind them names one that begins a little later.
  for (let at = 8; at + 6 + 12 * fields < file.length; at += 16) {
    file.writeUInt16LE(fields, at);
    file.writeUInt32LE(at + 16, at + 2 + 12 * fields);
  }
  const startedMs = performance.now();
  const found = [...tiffDirectories(file)].length;
  expect(found).toBeGreaterThan(100);
  expect(found).toBeLessThan(500);
  expect(performance.now() - startedMs).toBeLessThan(5000);
});

it("any bytes may come in", async () => {
  const whole = await oddFile("two-pages.tif");
  for (let at = 0; at < whole.length; at += 11) {
    const broken = Uint8Array.from(whole.subarray(0, whole.length - (at % 400)));
    broken.fill(0xff, at, at + 3);
    expect(() => [tiffVariant(broken), tiffEssence(broken)]).not.toThrow();
  }
});
