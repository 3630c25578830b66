import fc from "fast-check";
import { expect, it } from "vitest";
import { redactKeys } from "../../../../adapters/aws/redact-keys.ts";
import { excerpt } from "../../../../core/contracts/parse-json.ts";
import { MessageError, scanError } from "../../../../core/contracts/reasons.ts";
import { parseScanJob } from "../../../../core/contracts/scan-job.ts";
import { parseMessage } from "../../../../core/intake/upload-event.ts";
import { OBJECT } from "../../../helpers/builders.ts";
import { anyKey, HOSTILE_KEYS } from "../../../helpers/hostile-keys.ts";

/** sha256 of "uploads/press/red flöwer.jpg", as `sha256sum` says it. */
const HASH = "a575b8f4c29d717b";

function thrown(act: () => unknown): unknown {
  try {
    return act();
  } catch (error) {
    return error;
  }
}

it("an object is its bucket and its hash, which a shell computes too", () => {
  const { bucket, versionId, sequencer, eTag } = OBJECT;
  const named = { bucket, versionId, sequencer, eTag, objectHash: HASH };
  expect(redactKeys({ scanId: "ab", object: OBJECT })).toEqual({ scanId: "ab", object: named });
  const rejected = [{ object: { bucket, key: OBJECT.key } }];
  const expected = [{ object: { bucket, objectHash: HASH } }];
  expect(redactKeys({ rejected })).toEqual({ rejected: expected });
  expect(redactKeys({ key: OBJECT.key, port: 80, at: undefined })).toEqual({ port: 80 });
});

it.each([
  ["the bucket keeps no versions", "the bucket keeps no versions"],
  ["the event was refused: ThrottlingException slow down", undefined],
  ["can't read: getaddrinfo ENOTFOUND queue.test", undefined],
  ['Expected a ScanJob, received "{\\"key\\": 1}" with x', "Expected a ScanJob, received …"],
  ["no such file, open '/tmp/zebra.jpg'", "no such file, open …"],
  ["User: arn:aws:sts::1:x may not read uploads", "User: …"],
  ["nothing at uploads/press/red flöwer.jpg there", "nothing at …"],
  ["GET https://masks.test/a.png?X-Amz-Signature=1 failed", "GET …"],
  ["zebra/a b.jpg", "…"],
])("a text ends where it begins to quote: %s", (text, expected = text) => {
  expect(redactKeys({ why: text })).toEqual({ why: expected });
});

it("an error says its name, its code, the request, its causes and where it was thrown", () => {
  const $metadata = { httpStatusCode: 403, requestId: "R1", attempts: 1 };
  const cause = Object.assign(new Error("denied"), {
    name: "AccessDenied",
    $metadata,
    Key: "zebra",
  });
  const refused = scanError("access_denied", { action: "read" }, { cause });
  const gathered = new AggregateError([refused], "1 of 1 records failed");
  expect(redactKeys({ error: gathered })).toMatchObject({
    error: {
      name: "AggregateError",
      message: "1 of 1 records failed",
      stack: expect.stringMatching(/^ +at .*redact-keys\.test\.ts/),
      errors: [
        {
          name: "ScanError",
          code: "access_denied",
          message: refused.message,
          cause: { name: "AccessDenied", $metadata: { httpStatusCode: 403, requestId: "R1" } },
        },
      ],
    },
  });
  expect(JSON.stringify(redactKeys({ error: gathered }))).not.toContain("zebra");
});

it("an error that is its own cause, and one that hides a frame in its message, are told", () => {
  const error = new Error("said\n    at zebra.jpg:1:1");
  error.cause = error;
  const told = JSON.stringify(redactKeys({ error }));
  expect(told).toContain("redact-keys.test.ts");
  expect(told).not.toMatch(/at zebra/);
});

/** Every way in which an error comes to quote a key. */
function expectSecret(key: string): void {
  const secret = `zebra${key}zebra`;
  const body = JSON.stringify({ Records: [{ s3: { object: { key: secret } } }] });
  const errors = [
    new MessageError({ expected: "a key", received: excerpt(secret) }),
    thrown(() => parseMessage(secret)),
    thrown(() => parseScanJob(secret)),
    thrown(() => parseScanJob(`{"key":${secret}`)),
    thrown(() => parseScanJob(JSON.stringify({ key: secret, [secret]: 1 }))),
    thrown(() => parseMessage(body)),
    thrown(() => JSON.parse(secret)),
    thrown(() => JSON.parse(`{"key": "a", ${secret}`)),
    thrown(() => decodeURIComponent(`${secret}%`)),
    thrown(() => new URL(secret)),
    new Error(`not authorized on resource: arn:aws:s3:::uploads/${secret} because of nothing`),
    Object.assign(new Error("The specified key does not exist."), { Key: secret }),
  ];
  const object = { ...OBJECT, key: secret };
  expect(JSON.stringify(redactKeys({ object, key: secret, errors }))).not.toMatch(/zebra/i);
}

it.each(HOSTILE_KEYS)("no key comes through an error that quotes it: $name", ({ key }) => {
  expectSecret(key);
});

it("no key at all comes through an error that quotes it", () => {
  fc.assert(fc.property(anyKey, expectSecret));
});
