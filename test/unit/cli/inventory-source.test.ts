import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { inventorySource } from "../../../cli/system/inventory-source.ts";
import type { KeyFilter } from "../../../core/settings/key-filter.ts";
import { collect } from "../../helpers/collect.ts";

const COLUMNS =
  "Bucket, Key, VersionId, IsLatest, IsDeleteMarker, Size, LastModifiedDate, ETag, StorageClass";
const row = (key: string, isLatest = true, isDeleted = false, sizeBytes = 12) =>
  `"photos","${key}","v1","${isLatest}","${isDeleted}","${sizeBytes}","2026-01-02T03:04:05.000Z","e1","STANDARD"\n`;
const MANIFEST = { bucket: "lists", key: "photos/daily/2026-01-03T01-00Z/manifest.json" };

function manifest(fields: object = {}) {
  return JSON.stringify({
    sourceBucket: "photos",
    destinationBucket: "arn:aws:s3:::lists",
    version: "2016-11-30",
    fileFormat: "CSV",
    fileSchema: COLUMNS,
    files: [{ key: "data/1.csv.gz" }, { key: "data/2.csv.gz" }],
    ...fields,
  });
}

const LISTS: Readonly<Record<string, Buffer>> = {
  "data/1.csv.gz": gzipSync(
    row("a.jpg") + row("old.jpg", false) + row("b/", true, false, 0) + row("b/c+d%2B%C3%B6.jpg"),
  ),
  "data/2.csv.gz": gzipSync(row("b/gone.jpg", true, true) + row("b/e.png")),
};

function source(
  { files = LISTS, text = manifest() }: { files?: typeof LISTS; text?: string } = {},
  { prefix = "", filter = {} }: { prefix?: string; filter?: KeyFilter } = {},
) {
  const contents: Readonly<Record<string, Buffer>> = {
    ...files,
    [MANIFEST.key]: Buffer.from(text),
  };
  const open = async ({ bucket, key }: { bucket: string; key: string }) => {
    const bytes = contents[key];
    if (bucket !== "lists" || bytes === undefined) throw new Error(`no ${bucket}/${key}`);
    // In small pieces, as a network brings it.
    return (async function* () {
      for (let at = 0; at < bytes.length; at += 7) yield bytes.subarray(at, at + 7);
    })();
  };
  return inventorySource({ open }, { manifest: MANIFEST, bucket: "photos", prefix, filter });
}

const keysOf = async (...options: Parameters<typeof source>) =>
  (await collect(source(...options).objects())).map(({ key }) => key);

describe("an inventory", () => {
  it("gives what is current, keys decoded, over all its lists", async () => {
    const objects = await collect(source().objects());
    expect(objects.map(({ key }) => key)).toEqual(["a.jpg", "b/c d+ö.jpg", "b/e.png"]);
    expect(objects[0]).toMatchObject({
      bucket: "photos",
      sizeBytes: 12,
      eTag: "e1",
      lastModified: new Date("2026-01-02T03:04:05Z"),
    });
  });

  it("goes on behind any object's place", async () => {
    const all = await collect(source().objects());
    for (const [index, { place }] of all.entries()) {
      expect(await collect(source().objects(place))).toEqual(all.slice(index + 1));
    }
  });

  it("is narrowed by prefix and by what is scanned at all", async () => {
    expect(await keysOf({}, { prefix: "b/" })).toEqual(["b/c d+ö.jpg", "b/e.png"]);
    expect(await keysOf({}, { filter: { suffixes: [".png"] } })).toEqual(["b/e.png"]);
  });
});

describe("refuses", () => {
  it.each([
    ["an inventory of another bucket", manifest({ sourceBucket: "x" }), "an inventory of photos"],
    ["another format", manifest({ fileFormat: "ORC" }), "in CSV"],
    ["a missing column", manifest({ fileSchema: "Bucket, Key, Size" }), "LastModifiedDate, ETag"],
    ["what is no manifest", "<xml>", "manifest.json"],
  ])("%s", async (_, text, message) => {
    await expect(keysOf({ text })).rejects.toThrow(message);
  });

  it.each([
    ["a list that was cut off", gzipSync(row("a.jpg")).subarray(0, 40), /unexpected end/],
    ["a list that is no gzip", Buffer.from(row("a.jpg")), /incorrect header/],
    ["a row that is none", gzipSync('"photos"\n'), /a row of Bucket/],
    ["a key that is not encoded", gzipSync(row("100%.jpg")), /a row of Bucket/],
    ["open quotes", gzipSync('"photos,'), /Quote/],
  ])("%s", async (_, list, message) => {
    await expect(keysOf({ files: { ...LISTS, "data/1.csv.gz": list } })).rejects.toThrow(message);
  });
});
