import { expect, it } from "vitest";
import { isHeic } from "../../../../core/formats/heic.ts";

/** A file type box of these brands, the first the major one. */
function fileOf(...[major, ...others]: readonly string[]): Buffer {
  const box = Buffer.from(`\0\0\0\0ftyp${major}\0\0\0\0${others.join("")}`, "latin1");
  box.writeUInt32BE(box.length);
  return Buffer.concat([box, Buffer.from("\0\0\0\x08mdat", "latin1")]);
}

it.each([
  ["of a phone", fileOf("heic", "mif1", "heic")],
  ["that any reader of HEIF may open", fileOf("mif1", "miaf", "heix")],
  ["of a burst", fileOf("msf1", "hevc")],
])("a file %s is HEIC", (_, file) => {
  expect(isHeic(file)).toBe(true);
});

it.each([
  ["AVIF", fileOf("avif", "mif1", "miaf")],
  ["a film", fileOf("isom", "mp41")],
  ["a brand behind the box", Buffer.concat([fileOf("mif1"), Buffer.from("heic")])],
  ["no box", Buffer.from("heic")],
  ["nothing", Buffer.alloc(0)],
])("%s is not", (_, file) => {
  expect(isHeic(file)).toBe(false);
});

it("a box that claims more than there is ends with the file", () => {
  const file = fileOf("mif1", "heic");
  file.writeUInt32BE(0xffff_ffff);
  expect(isHeic(file)).toBe(true);
  expect(isHeic(file.subarray(0, 16))).toBe(false);
});
