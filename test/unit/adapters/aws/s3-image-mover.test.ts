import { describe, expect, it } from "vitest";
import { makeS3Client } from "../../../../adapters/aws/clients.ts";
import { S3ImageMover } from "../../../../adapters/aws/s3/s3-image-mover.ts";
import type { ObjectIdentity } from "../../../../core/contracts/object-identity.ts";
import { OBJECT } from "../../../helpers/builders.ts";
import {
  type HttpReply,
  s3Error,
  startHttpDouble,
} from "../../../helpers/running/aws-emulators.ts";

const TO = { bucket: "held", key: "uploads/a.jpeg" };
const E_TAG = OBJECT.eTag ?? "";
const COPIED = {
  status: 200,
  body: "<CopyObjectResult><ETag>&quot;e&quot;</ETag></CopyObjectResult>",
};

const { versionId: _, ...UNVERSIONED }: ObjectIdentity = OBJECT;

interface Replies {
  readonly head?: HttpReply;
  readonly put?: HttpReply;
  readonly delete?: HttpReply;
}

const headOf = (eTag: string, versionId?: string): HttpReply => ({
  status: 200,
  headers: {
    etag: `"${eTag}"`,
    "content-type": "image/jpeg",
    "cache-control": "no-store",
    "x-amz-meta-camera": "X100",
    ...(versionId && { "x-amz-version-id": versionId }),
  },
});

async function against(replies: Replies, work: (mover: S3ImageMover) => Promise<unknown>) {
  const s3 = await startHttpDouble(({ method }) => {
    if (method === "HEAD") return replies.head ?? headOf(E_TAG, "v1");
    if (method === "PUT") return replies.put ?? COPIED;
    return replies.delete ?? { status: 204 };
  });
  const outcome = await work(new S3ImageMover(makeS3Client(s3))).catch((error) => error);
  const sent = s3.requests.map(({ method, url = "", headers }) => ({ method, url, headers }));
  return { outcome, sent };
}

describe("a copy", () => {
  const copy = (object: ObjectIdentity, replies: Replies = {}) =>
    against(replies, (mover) =>
      mover.copy(object, TO, (theirs) => ({ ...theirs, "fasa-bucket": object.bucket })),
    );

  it("is of exactly the version that was scanned", async () => {
    const { sent } = await copy(OBJECT, {
      put: { ...COPIED, headers: { "x-amz-version-id": "c1" } },
    });
    expect(sent.map(({ method }) => method)).toEqual(["HEAD", "PUT"]);
    const [head, put] = sent;
    expect(head?.url).toContain("versionId=v1");
    expect(put?.url).toContain("/held/uploads/a.jpeg");
    expect(put?.headers).toMatchObject({
      "x-amz-copy-source": "uploads/press/red%20fl%C3%B6wer.jpg?versionId=v1",
      "x-amz-copy-source-if-match": `"${E_TAG}"`,
    });
  });

  it("says what it was told to, beside what the image says of itself, and takes no tags", async () => {
    const { sent } = await copy(OBJECT);
    expect(sent[1]?.headers).toMatchObject({
      "x-amz-metadata-directive": "REPLACE",
      "x-amz-meta-camera": "X100",
      "x-amz-meta-fasa-bucket": "uploads",
      "content-type": "image/jpeg",
      "cache-control": "no-store",
      "x-amz-tagging-directive": "REPLACE",
    });
  });

  it("is of the very bytes where there are no versions", async () => {
    const { sent } = await copy(UNVERSIONED);
    expect(sent[0]?.headers["if-match"]).toBe(`"${E_TAG}"`);
    expect(sent[1]?.headers["x-amz-copy-source"]).not.toContain("versionId");
  });

  it("tells which version it became", async () => {
    const put = { ...COPIED, headers: { "x-amz-version-id": "c1" } };
    expect((await copy(OBJECT, { put })).outcome).toBe("c1");
    expect((await copy(OBJECT)).outcome).toBeUndefined();
  });

  it.each<[string, Replies, string]>([
    ["gone", { head: { status: 404 } }, "not_found"],
    ["overwritten", { head: { status: 412 } }, "superseded"],
    ["overwritten in between", { put: s3Error(412, "PreconditionFailed") }, "superseded"],
    ["not to be read", { head: { status: 403 } }, "access_denied"],
    [
      "not to be written",
      { put: s3Error(403, "AccessDenied", "not authorized: s3:PutObject") },
      "access_denied",
    ],
    [
      "under a key that is not given",
      { put: s3Error(403, "AccessDenied", "not authorized: kms:GenerateDataKey") },
      "kms_denied",
    ],
    ["archived", { put: s3Error(403, "InvalidObjectState") }, "archived"],
  ])("names why there is none: %s", async (_, replies, code) => {
    expect((await copy(UNVERSIONED, replies)).outcome).toMatchObject({ name: "ScanError", code });
  });
});

describe("a removal", () => {
  const remove = (object: ObjectIdentity, replies: Replies = {}) =>
    against(replies, (mover) => mover.remove(object));

  it("hides the version, and destroys none: by its key, on a condition", async () => {
    const { outcome, sent } = await remove(OBJECT);
    expect(outcome).toBe("removed");
    expect(sent.map(({ method }) => method)).toEqual(["HEAD", "DELETE"]);
    for (const { url } of sent) expect(url).not.toContain("versionId");
    expect(sent[1]?.headers["if-match"]).toBe(`"${E_TAG}"`);
  });

  it.each<[string, ObjectIdentity, Replies, string]>([
    ["a newer version", OBJECT, { head: headOf("e2", "v2") }, "superseded"],
    ["the same bytes as a newer version", OBJECT, { head: headOf(E_TAG, "v2") }, "superseded"],
    ["other bytes", UNVERSIONED, { head: headOf("e2") }, "superseded"],
  ])("leaves %s", async (_, object, replies, expected) => {
    const { outcome, sent } = await remove(object, replies);
    expect(outcome).toBe(expected);
    expect(sent.map(({ method }) => method)).toEqual(["HEAD"]);
  });

  it.each<[string, Replies, string]>([
    ["is overwritten in between", { delete: s3Error(412, "PreconditionFailed") }, "superseded"],
    ["goes in between", { delete: s3Error(404, "NoSuchKey") }, "absent"],
    ["was gone before", { head: { status: 404 } }, "absent"],
  ])("that %s", async (_, replies, expected) => {
    expect((await remove(OBJECT, replies)).outcome).toBe(expected);
  });

  it("names why it may not", async () => {
    const { outcome } = await remove(OBJECT, { delete: s3Error(403, "AccessDenied") });
    expect(outcome).toMatchObject({ code: "access_denied" });
  });
});
