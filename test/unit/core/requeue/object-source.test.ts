import { expect, it } from "vitest";
import type { ListedObject } from "../../../../core/ports.ts";
import { bucketSource } from "../../../../core/requeue/object-source.ts";
import { collect } from "../../../helpers/collect.ts";

const objects: ListedObject[] = [
  { bucket: "photos", key: "2025/", sizeBytes: 0, eTag: "e" },
  { bucket: "photos", key: "2025/a.jpg", sizeBytes: 12, eTag: "e" },
  { bucket: "photos", key: "2025/empty.jpg", sizeBytes: 0, eTag: "e" },
  { bucket: "photos", key: "2025/odd.jpg/", sizeBytes: 12, eTag: "e" },
  { bucket: "photos", key: "2025_$folder$", sizeBytes: 0, eTag: "e" },
];

it("a bucket's listing gives what an event would have: images, and no folder markers", async () => {
  const list = async function* () {
    yield* objects;
  };
  const source = bucketSource({ list }, { bucket: "photos", prefix: "", filter: {} });
  const keys = (await collect(source.objects())).map(({ key }) => key);
  expect(keys).toEqual(["2025/a.jpg", "2025/empty.jpg", "2025/odd.jpg/"]);
});
