import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeEach, expect, it } from "vitest";
import { FolderObjectStore } from "../../../../adapters/folder/folder-object-store.ts";
import type { Review } from "../../../../core/reviews/review.ts";
import { KeptReviews } from "../../../../local/deployed/kept-reviews.ts";
import { RecordedTelemetry } from "../../../helpers/doubles/recorded-telemetry.ts";
import { temporaryFolder } from "../../../helpers/temporary-folder.ts";

const REVIEW: Review = {
  version: 1,
  bucket: "images",
  key: "a.jpg",
  objectVersion: "seq:1",
  decision: "confirmed",
  note: "",
  reviewedAt: "2026-01-02T04:00:00.000Z",
};
const LATER: Review = { ...REVIEW, decision: "unsure", reviewedAt: "2026-01-02T05:00:00.000Z" };

let folder: string;
let telemetry: RecordedTelemetry;
let reads: string[];

beforeEach(async () => {
  folder = await temporaryFolder();
  telemetry = new RecordedTelemetry();
  reads = [];
});

function opened(): KeptReviews {
  const store = new FolderObjectStore({ masks: folder });
  const objects = {
    get: (object: { bucket: string; key: string }, maxBytes: number) => {
      reads.push(object.key);
      return store.get(object, maxBytes);
    },
    put: store.put.bind(store),
    list: store.list.bind(store),
  };
  return new KeptReviews({ objects, maskBucket: "masks", telemetry });
}

it("is shared by all who look, and what was said last counts", async () => {
  const [ours, theirs] = [opened(), opened()];
  await ours.add(LATER);
  await theirs.add(REVIEW);
  await theirs.add({ ...REVIEW, objectVersion: "seq:2" });
  const counting = [{ ...REVIEW, objectVersion: "seq:2" }, LATER];
  for (const book of [ours, theirs, opened()]) {
    const found = await book.standing();
    expect(found).toHaveLength(2);
    expect(found).toEqual(expect.arrayContaining(counting));
  }
});

it("keeps two of one moment, an object each", async () => {
  const book = opened();
  await Promise.all([book.add(REVIEW), book.add({ ...REVIEW, key: "b.jpg" })]);
  const names = await readdir(join(folder, "reviews"));
  expect(names).toHaveLength(2);
  const [name = ""] = names;
  expect(name).toMatch(/^2026-01-02T04:00:00\.000Z-[0-9a-f-]{36}\.json$/);
  expect(JSON.parse(await readFile(join(folder, "reviews", name), "utf8"))).toMatchObject({
    decision: "confirmed",
  });
});

it("reads each object once", async () => {
  await opened().add(REVIEW);
  const book = opened();
  await book.standing();
  await book.standing();
  expect(reads).toHaveLength(1);
});

it("passes over what is no review, and says so once", async () => {
  await mkdir(join(folder, "reviews"));
  await writeFile(join(folder, "reviews", "x.json"), '{"version":9}');
  const book = opened();
  await book.add(REVIEW);
  expect(await book.standing()).toEqual([REVIEW]);
  await book.standing();
  expect(telemetry.lines.map(({ event }) => event)).toEqual(["review-unreadable"]);
});
