import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseMessage } from "../../../../core/intake/upload-event.ts";
import { jobFor } from "../../../helpers/builders.ts";

const TIME = "2026-01-02T03:04:05.000Z";
const formEncode = (key: string) => encodeURIComponent(key).replaceAll("%20", "+");

function record(eventName: string, object: object = {}) {
  const known = { key: "a.jpg", size: 1024, eTag: "9336", sequencer: "0062F1" };
  return {
    eventVersion: "2.6",
    eventName,
    eventTime: TIME,
    s3: { bucket: { name: "uploads" }, object: { ...known, ...object } },
  };
}
const notification = (...records: object[]) => JSON.stringify({ Records: records });

function bridged(detailType: string, object: object = {}, detail: object = {}) {
  const known = { key: "a.jpg", size: 1024, etag: "9336", sequencer: "0062F1" };
  const bucket = { name: "uploads" };
  const event = { bucket, object: { ...known, ...object }, ...detail };
  return JSON.stringify({ version: "0", "detail-type": detailType, time: TIME, detail: event });
}
const onlyWork = (body: string) => {
  const { work, ignored, rejected } = parseMessage(body);
  expect({ works: work.length, ignored, rejected }).toEqual({
    works: 1,
    ignored: [],
    rejected: [],
  });
  return work[0];
};

// Every string is a key to S3, but a lone surrogate is no text that UTF-8 can carry.
const key = fc
  .string({ unit: "binary", minLength: 1, maxLength: 80 })
  .filter((k) => k.isWellFormed());

const examples: [string][] = [["red flower.jpg"], ["a+b 100%.png"], ["%2B%20.jpg"]];

describe("keys", () => {
  it("of S3 notifications are form-encoded", () => {
    fc.assert(
      fc.property(key, (k) => {
        const body = notification(record("ObjectCreated:Put", { key: formEncode(k) }));
        expect(onlyWork(body)).toMatchObject({ job: { object: { key: k } } });
      }),
      { examples },
    );
  });

  it("of EventBridge events are not", () => {
    fc.assert(
      fc.property(key, (k) => {
        expect(onlyWork(bridged("Object Created", { key: k }))).toMatchObject({
          job: { object: { key: k } },
        });
      }),
      { examples },
    );
  });
});

describe("a created object", () => {
  const expected = {
    kind: "scan",
    job: {
      generation: 0,
      trigger: "event",
      sizeBytes: 1024,
      requestedAt: TIME,
      object: {
        bucket: "uploads",
        key: "a.jpg",
        eTag: "9336",
        sequencer: "0062F1",
        versionId: "v1",
      },
    },
  };
  const direct = notification(record("ObjectCreated:Put", { versionId: "v1" }));
  const viaEventBridge = bridged("Object Created", { "version-id": "v1" });
  const sns = (Message: string) =>
    JSON.stringify({ Type: "Notification", MessageId: "1", Message });

  it.each([
    ["S3", direct],
    ["EventBridge", viaEventBridge],
    ["S3 in SNS", sns(direct)],
    ["EventBridge in SNS", sns(viaEventBridge)],
  ])("gives the same job through %s", (_, body) => {
    expect(onlyWork(body)).toMatchObject(expected);
  });

  it("without a size or a readable time is scanned all the same", () => {
    const odd = { ...record("s3:ObjectCreated:Copy", { size: null }), eventTime: "yesterday" };
    expect(onlyWork(notification(odd))).toMatchObject({ kind: "scan" });
  });
});

it("a ScanJob of our own comes back as it was sent", () => {
  const job = jobFor({}, 3);
  expect(onlyWork(JSON.stringify(job))).toEqual({ kind: "scan", job });
});

describe("deletions", () => {
  const target = (body: string) => onlyWork(body);
  it.each([
    ["version", notification(record("ObjectRemoved:Delete", { versionId: "v1" }))],
    ["object", notification(record("ObjectRemoved:Delete"))],
    ["object", notification(record("ObjectRemoved:Delete", { versionId: "null" }))],
    ["object", notification(record("ObjectRemoved:DeleteMarkerCreated", { versionId: "m1" }))],
    ["version", notification(record("LifecycleExpiration:Delete", { versionId: "v1" }))],
    [
      "version",
      bridged("Object Deleted", { "version-id": "v1" }, { "deletion-type": "Permanently Deleted" }),
    ],
    [
      "object",
      bridged(
        "Object Deleted",
        { "version-id": "m1" },
        { "deletion-type": "Delete Marker Created" },
      ),
    ],
  ])("remove the %s in %s", (expected, body) => {
    expect(target(body)).toMatchObject({ kind: "delete", deletion: { target: expected } });
  });
});

describe("a message with nothing to do", () => {
  it.each([
    [
      "test-event",
      JSON.stringify({ Service: "Amazon S3", Event: "s3:TestEvent", Bucket: "uploads" }),
    ],
    ["folder-marker", notification(record("ObjectCreated:Put", { key: "press/", size: 0 }))],
    [
      "folder-marker",
      notification(record("ObjectCreated:Put", { key: "a_%24folder%24", size: 0 })),
    ],
    ["unrelated-event", notification(record("ObjectTagging:Put"))],
    ["unrelated-event", bridged("Object Tags Added")],
    ["no-records", notification()],
  ])("is ignored as %s", (why, body) => {
    expect(parseMessage(body)).toMatchObject({ work: [], rejected: [], ignored: [{ why }] });
  });
});

it("reads every record, and a broken one does not hide the others", () => {
  const created = (k: string) => record("ObjectCreated:Put", { key: k });
  const parsed = parseMessage(
    notification(
      created("a.jpg"),
      created("%ZZ.jpg"),
      { s3: {} },
      created("b.jpg"),
      created("x".repeat(1025)),
    ),
  );
  const keys = parsed.work.map((work) => (work.kind === "scan" ? work.job.object.key : work.kind));
  expect(keys).toEqual(["a.jpg", "b.jpg"]);
  expect(parsed.rejected).toHaveLength(3);
  expect(parsed.rejected[0]?.object).toEqual({ bucket: "uploads", key: "%ZZ.jpg" });
  expect(parsed.rejected.map(({ error }) => error.message)).toMatchObject([
    expect.stringMatching(/Expected a form-encoded object key, received "%ZZ.jpg"/),
    expect.stringMatching(/Expected an S3 record, received .*eventName/),
    expect.stringMatching(/longer than 1024 bytes/),
  ]);
});

it("a ScanJob of an unknown version is rejected with its object", () => {
  const { rejected } = parseMessage(JSON.stringify({ ...jobFor(), version: 2 }));
  expect(rejected).toMatchObject([
    { object: { bucket: "uploads" }, error: { name: "MessageError" } },
  ]);
});

describe("what is no message at all", () => {
  it.each(["", "null", "[]", "{", '"text"', "{}", '{"Type":"Notification","Message":"hello"}'])(
    "%j is refused by name",
    (body) => {
      expect(() => parseMessage(body)).toThrow(/^Expected an S3 notification, .*, received /);
    },
  );

  it("never throws anything but a MessageError", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (body) => {
        try {
          parseMessage(body);
        } catch (error) {
          expect(error).toMatchObject({ name: "MessageError" });
        }
      }),
    );
  });
});
