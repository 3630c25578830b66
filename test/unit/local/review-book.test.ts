import { appendFile, readFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeEach, expect, it } from "vitest";
import type { Review } from "../../../core/reviews/review.ts";
import { ReviewBook } from "../../../local/viewer/review-book.ts";
import { RecordedTelemetry } from "../../helpers/doubles/recorded-telemetry.ts";
import { temporaryFolder } from "../../helpers/temporary-folder.ts";

const REVIEW: Review = {
  version: 1,
  bucket: "images",
  key: "a\nb.jpg",
  objectVersion: "seq:1",
  decision: "confirmed",
  note: "two\nlines",
  reviewedAt: "2026-01-02T04:00:00.000Z",
};

let path: string;
let telemetry: RecordedTelemetry;

beforeEach(async () => {
  path = join(await temporaryFolder(), "reviews.jsonl");
  telemetry = new RecordedTelemetry();
});

it("keeps reviews over a restart, a line each", async () => {
  const first = await ReviewBook.open(path, telemetry);
  await Promise.all([first.add(REVIEW), first.add({ ...REVIEW, objectVersion: "seq:2" })]);
  await first.close();
  expect((await readFile(path, "utf8")).split("\n")).toHaveLength(3);
  const second = await ReviewBook.open(path, telemetry);
  expect(second.standing().map(({ objectVersion }) => objectVersion)).toEqual(["seq:1", "seq:2"]);
  await second.close();
});

it("passes over a line that a crash left half written, and loses none after it", async () => {
  const first = await ReviewBook.open(path, telemetry);
  await first.add(REVIEW);
  await first.close();
  await appendFile(path, '{"version":1,"buck');
  const second = await ReviewBook.open(path, telemetry);
  await second.add({ ...REVIEW, decision: "unsure" });
  await second.close();
  const third = await ReviewBook.open(path, telemetry);
  expect(third.standing()).toEqual([{ ...REVIEW, decision: "unsure" }]);
  await third.close();
});
