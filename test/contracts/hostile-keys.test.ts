import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  parametersOf,
  parseVerdictQuery,
  survivesInPath,
  VerdictQuery,
  verdictUrlOf,
} from "../../core/api/verdict-query.ts";
import { objectHashOf } from "../../core/contracts/listing.ts";
import { ObjectIdentity } from "../../core/contracts/object-identity.ts";
import { latestRow, maskKeyOf, versionRow } from "../../core/contracts/object-keys.ts";
import { parseScanJob } from "../../core/contracts/scan-job.ts";
import { parseMessage } from "../../core/intake/upload-event.ts";
import { jobFor, MODEL, OBJECT } from "../helpers/builders.ts";
import {
  anyKey,
  eventBridgeEvent,
  HOSTILE_KEYS,
  publishedBySns,
  s3Event,
} from "../helpers/hostile-keys.ts";

/** The longest that S3 allows. */
const BUCKET = "b".repeat(63);

function keyIn(body: string): unknown {
  const { work, ignored, rejected } = parseMessage(body);
  expect({ works: work.length, ignored, rejected }).toEqual({
    works: 1,
    ignored: [],
    rejected: [],
  });
  return work[0]?.kind === "scan" ? work[0].job.object.key : undefined;
}

function expectRoundTrips(key: string): void {
  const events = [s3Event(BUCKET, key), eventBridgeEvent(BUCKET, key)];
  for (const event of [...events, ...events.map(publishedBySns)]) expect(keyIn(event)).toBe(key);
  const job = jobFor({ bucket: BUCKET, key });
  expect(parseScanJob(JSON.stringify(job))).toEqual(job);
  const query = { bucket: BUCKET, key, versionId: "v1" };
  const { pathname, search } = new URL(verdictUrlOf(query), "https://api.test/");
  expect(pathname).toBe("/verdict");
  expect(parseVerdictQuery(parametersOf(search.slice(1)))).toEqual(query);
  expect(maskKeyOf({ bucket: BUCKET, key }, MODEL)).toMatch(
    /^masks\/[0-9a-f]{2}\/[0-9a-f]{64}\.png$/,
  );
}

it.each(HOSTILE_KEYS)("a key comes out as it went in: $name", ({ key, isFitForPath }) => {
  expectRoundTrips(key);
  expect(survivesInPath(key)).toBe(isFitForPath);
});

it("every key comes out as it went in", () => {
  fc.assert(fc.property(anyKey, expectRoundTrips));
});

it("rows, masks, scans and hashes of all keys are apart", () => {
  const objects = HOSTILE_KEYS.map(({ key }) => ({ ...OBJECT, key }));
  const names = objects.map((object) => [
    latestRow(object).object,
    maskKeyOf(object, MODEL),
    jobFor(object).scanId,
    objectHashOf(object),
  ]);
  expect(new Set(names.flat()).size).toBe(HOSTILE_KEYS.length * 4);
});

describe("a name that would stand for another object", () => {
  it("is no bucket when it has a slash in it: bucket and key would run together", () => {
    expect(() =>
      parseVerdictQuery([
        ["bucket", "uploads/press"],
        ["key", "a.jpg"],
      ]),
    ).toThrow(/^Expected .*, received .* with bucket: bucket name has a slash/);
  });

  it.each(["key=%FF", "key=%ED%A0%80", "key=%", "bucket=%C3&key=a"])(
    "is no query when it is no UTF-8: %s",
    (search) => {
      expect(() => parametersOf(search)).toThrow(
        /^Expected a query string in form encoding of UTF-8, received /,
      );
    },
  );

  it("is no parameter when it is not one of ours", () => {
    const search = "bucket=uploads&key=a.jpg&__proto__=b";
    expect(() => parseVerdictQuery(parametersOf(search))).toThrow(/^Expected/);
  });
});

describe("a version id", () => {
  const longest = "é".repeat(511);

  it("fits the table's sort key at its longest, and is refused beyond", () => {
    const row = versionRow({ ...OBJECT, versionId: longest });
    expect(Buffer.byteLength(row.version)).toBe(1024);
    for (const versionId of [longest, `${longest}x`]) {
      const isFit = versionId === longest;
      expect(ObjectIdentity.safeParse({ ...OBJECT, versionId }).success).toBe(isFit);
      expect(VerdictQuery.safeParse({ bucket: "b", key: "k", versionId }).success).toBe(isFit);
    }
  });
});
