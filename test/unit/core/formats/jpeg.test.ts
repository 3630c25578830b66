import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { jpegSegments } from "../../../../core/formats/jpeg/jpeg-segments.ts";
import { jpegVariant } from "../../../../core/formats/jpeg/jpeg-variant.ts";
import { hasOverwrittenPiece } from "../../../../core/formats/jpeg/overwritten.ts";
import { hasAllScans } from "../../../../core/formats/jpeg/progression.ts";
import { photograph } from "../../../helpers/photograph.ts";

const SECTOR_BYTES = 512;
const SOS = 0xda;
const SIZE = { width: 640, height: 480, channels: 3 } as const;

const segments = (bytes: Uint8Array) => [...jpegSegments(bytes)];

/** Where the data of the only scan begins, and how long it is. */
function dataOf(bytes: Uint8Array): { start: number; length: number } {
  const { data } = segments(bytes).find(({ marker }) => marker === SOS) ?? { data: bytes };
  return { start: data.byteOffset - bytes.byteOffset, length: data.length };
}

function filled(bytes: Uint8Array, value: number, from: number): Uint8Array {
  return Uint8Array.from(bytes).fill(value, from, from + SECTOR_BYTES);
}

const isDecodedStrictly = (bytes: Uint8Array) =>
  sharp(bytes, { failOn: "warning" })
    .raw()
    .toBuffer()
    .then(
      () => true,
      () => false,
    );

describe("a lost sector in a JPEG", () => {
  it("is found wherever it lies, though the decoder may say nothing", async () => {
    let saidNothing = 0;
    for (const chromaSubsampling of ["4:2:0", "4:4:4"]) {
      const options = { quality: 85, optimiseCoding: false, chromaSubsampling };
      const whole = await photograph(640, 480).jpeg(options).toBuffer();
      const { start, length } = dataOf(whole);
      for (let tenth = 0; tenth < 10; tenth++) {
        const at = start + Math.floor((tenth * (length - SECTOR_BYTES)) / 10);
        const damaged = filled(whole, 0, at);
        expect(hasOverwrittenPiece(segments(damaged))).toBe(true);
        if (await isDecodedStrictly(damaged)) saidNothing++;
      }
    }
    expect(saidNothing).toBeGreaterThan(0);
  });

  it.each([
    ["a photograph", photograph(320, 240)],
    ["one of a single colour", sharp({ create: { ...SIZE, background: "white" } })],
    ["a grey one", photograph(320, 240).toColourspace("b-w")],
  ])("is not found in %s that is whole", async (_, picture) => {
    for (const optimiseCoding of [true, false]) {
      expect(hasOverwrittenPiece(segments(await picture.jpeg({ optimiseCoding }).toBuffer()))).toBe(
        false,
      );
    }
  });

  it("is no filling behind the picture", async () => {
    const whole = await photograph(320, 240).jpeg().toBuffer();
    const padded = Buffer.concat([whole.subarray(0, -2), Buffer.alloc(99), whole.subarray(-2)]);
    expect(hasOverwrittenPiece(segments(padded))).toBe(false);
  });
});

describe("the scans of a JPEG", () => {
  it("are all there, or the last ones are missing", async () => {
    const all = segments(await photograph(320, 240).jpeg({ progressive: true }).toBuffer());
    expect(hasAllScans(all)).toBe(true);
    const scans = [...all.entries()].filter(([, { marker }]) => marker === SOS);
    expect(scans.length).toBeGreaterThan(2);
    for (const [index] of scans) expect(hasAllScans(all.slice(0, index))).toBe(false);
  });
});

it.each([
  [0xc0, 8, undefined],
  [0xc2, 8, undefined],
  [0xc1, 12, "a JPEG with 12 bits a sample"],
  [0xc5, 8, "a hierarchical JPEG"],
  [0xf7, 8, "a JPEG-LS image"],
])("frame %i with %i bits: %s", (marker, bits, expected) => {
  const frame = [0xff, marker, 0, 11, bits, 0, 9, 0, 9, 1, 1, 0x11, 0];
  expect(jpegVariant(Uint8Array.from([0xff, 0xd8, ...frame]))).toBe(expected);
});

it("segments and codes without end are read at once", () => {
  const codes = Buffer.alloc(65_537, 0);
  codes.set([0xff, 0xc4, 0xff, 0xff]);
  const many = Array.from({ length: 100 }, () => codes);
  const markers = Buffer.alloc(4_000_000).fill(Uint8Array.of(0xff, 0x01));
  const file = Buffer.concat([Uint8Array.of(0xff, 0xd8), ...many, markers]);
  const startedMs = performance.now();
  const found = segments(file);
  expect(hasOverwrittenPiece(found)).toBe(false);
  expect(found.length).toBeLessThanOrEqual(10_000);
  expect(performance.now() - startedMs).toBeLessThan(5000);
});

it("any bytes may come in", async () => {
  const whole = await photograph(64, 64).jpeg().toBuffer();
  for (let at = 0; at < whole.length; at += 7) {
    const broken = Uint8Array.from(whole.subarray(0, whole.length - (at % 50)));
    broken[at % broken.length] = 0xff;
    const found = segments(broken);
    expect(() => [
      hasAllScans(found),
      hasOverwrittenPiece(found),
      jpegVariant(broken),
    ]).not.toThrow();
  }
});
