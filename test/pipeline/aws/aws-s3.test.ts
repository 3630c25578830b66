import { CreateBucketCommand } from "@aws-sdk/client-s3";
import { describe, expect, it } from "vitest";
import { makeS3Client } from "../../../adapters/aws/clients.ts";
import { S3ObjectStore } from "../../../adapters/aws/s3/s3-object-store.ts";
import type { ObjectIdentity } from "../../../core/contracts/object-identity.ts";
import { collect } from "../../helpers/collect.ts";
import {
  type HttpReply,
  s3Error,
  startFauxqs,
  startHttpDouble,
} from "../../helpers/running/aws-emulators.ts";

const KEY = "press/red flöwer+1 100%.jpg";
const MIB = 1024 * 1024;

async function storeWithBucket() {
  const client = makeS3Client(await startFauxqs());
  await client.send(new CreateBucketCommand({ Bucket: "uploads" }));
  return new S3ObjectStore(client);
}

async function storeThatAnswers(...replies: HttpReply[]) {
  let count = 0;
  const double = await startHttpDouble(() => replies[count++] ?? { status: 500 });
  return { store: new S3ObjectStore(makeS3Client(double)), requests: double.requests };
}

async function* chunksOf(...chunks: Uint8Array[]) {
  yield* chunks;
}

describe("against an emulator", () => {
  it("stores what a stream brings, and reads it back", async () => {
    const store = await storeWithBucket();
    const to = { bucket: "uploads", key: KEY };
    await store.put(to, chunksOf(Uint8Array.of(1, 2), Uint8Array.of(3)), "image/png");
    const { bytes, ...head } = await store.get(to, 3);
    expect(bytes).toEqual(Buffer.of(1, 2, 3));
    expect(head).toMatchObject({ sizeBytes: 3, eTag: expect.stringMatching(/^[0-9a-f]{32}$/) });
    expect(await store.head(to)).toEqual(head);
  });

  it("stores in parts what is larger than one", async () => {
    const store = await storeWithBucket();
    const to = { bucket: "uploads", key: "large.png" };
    const chunk = new Uint8Array(MIB).fill(7);
    await store.put(to, chunksOf(...Array.from({ length: 12 }, () => chunk)), "image/png");
    const { bytes } = await store.get(to, 12 * MIB);
    expect(bytes.length).toBe(12 * MIB);
    expect(bytes.every((byte) => byte === 7)).toBe(true);
  });

  it("leaves the old object when the stream breaks", async () => {
    const store = await storeWithBucket();
    const to = { bucket: "uploads", key: "a.png" };
    await store.put(to, chunksOf(Uint8Array.of(1)), "image/png");
    const broken = async function* () {
      yield Uint8Array.of(2);
      throw new Error("encoder failed");
    };
    await expect(store.put(to, broken(), "image/png")).rejects.toThrow("encoder failed");
    expect((await store.get(to, 1)).bytes).toEqual(Buffer.of(1));
  });

  it("lists keys as they are, in order, below a prefix", async () => {
    const store = await storeWithBucket();
    for (const key of ["a/1 +%2B.jpg", "a/2.jpg", "b.jpg"]) {
      await store.put({ bucket: "uploads", key }, chunksOf(Uint8Array.of(1)), "image/jpeg");
    }
    const listed = await collect(store.list("uploads", { prefix: "a/" }));
    expect(listed).toMatchObject([
      { bucket: "uploads", key: "a/1 +%2B.jpg", sizeBytes: 1, lastModified: expect.any(Date) },
      { key: "a/2.jpg", eTag: expect.stringMatching(/^[0-9a-f]{32}$/) },
    ]);
    const rest = await collect(store.list("uploads", { after: "a/1 +%2B.jpg" }));
    expect(rest.map(({ key }) => key)).toEqual(["a/2.jpg", "b.jpg"]);
  });

  it("signs links that read without credentials", async () => {
    const store = await storeWithBucket();
    const to = { bucket: "uploads", key: KEY };
    await store.put(to, chunksOf(Uint8Array.of(9)), "image/png");
    const url = await store.presignGet(to, 900);
    expect(new URL(url).searchParams.get("X-Amz-Expires")).toBe("900");
    expect(new Uint8Array(await (await fetch(url)).arrayBuffer())).toEqual(Uint8Array.of(9));
  });

  it("reads no more than it is allowed to", async () => {
    const store = await storeWithBucket();
    const to = { bucket: "uploads", key: "a.jpg" };
    await store.put(to, chunksOf(new Uint8Array(11)), "image/jpeg");
    await expect(store.get(to, 10)).rejects.toMatchObject({ code: "too_large" });
  });

  it.each(["head", "get"] as const)("%s of what is not there: not_found", async (method) => {
    const store = await storeWithBucket();
    for (const bucket of ["uploads", "no-such-bucket"]) {
      const missing = store[method]({ bucket, key: "none.jpg" }, 1);
      await expect(missing).rejects.toMatchObject({ code: "not_found" });
    }
  });
});

describe("a read means exactly one upload", () => {
  const ok: HttpReply = {
    status: 200,
    headers: { etag: '"e1"', "content-length": "1" },
    body: "x",
  };
  const identity: ObjectIdentity = { bucket: "uploads", key: "a.jpg", eTag: "e1" };

  it("by version id where it has one, whatever the ETag", async () => {
    const { store, requests } = await storeThatAnswers(ok, ok);
    await store.get({ ...identity, versionId: "v1" }, 1);
    await store.head({ ...identity, versionId: "v1" });
    for (const { url, headers } of requests) {
      expect(url).toContain("versionId=v1");
      expect(headers).not.toHaveProperty("if-match");
    }
  });

  it.each([undefined, "null"])("by ETag without one (%s)", async (versionId) => {
    const { store, requests } = await storeThatAnswers(ok, ok);
    const object = { ...identity, ...(versionId && { versionId }) };
    await store.get(object, 1);
    await store.head(object);
    for (const { url, headers } of requests) {
      expect(url).not.toContain("versionId");
      expect(headers["if-match"]).toBe('"e1"');
    }
  });
});

it("lists keys that XML cannot carry: asks for them in URL encoding, page by page", async () => {
  const page = (key: string, more: string) => ({
    status: 200,
    headers: { "content-type": "application/xml" },
    body: `<ListBucketResult><EncodingType>url</EncodingType>${more}<Contents><Key>${key}</Key><Size>1</Size><ETag>"e1"</ETag></Contents></ListBucketResult>`,
  });
  const more = "<IsTruncated>true</IsTruncated><NextContinuationToken>next</NextContinuationToken>";
  const { store, requests } = await storeThatAnswers(page("a+%01%2B.jpg", more), page("b.jpg", ""));
  const listed = await collect(store.list("uploads"));
  expect(listed.map(({ key }) => key)).toEqual(["a \u0001+.jpg", "b.jpg"]);
  expect(requests.map(({ url }) => url)).toEqual([
    expect.stringContaining("encoding-type=url"),
    expect.stringContaining("continuation-token=next"),
  ]);
});

describe("what S3 refuses", () => {
  const kms = "User: x is not authorized to perform: kms:Decrypt on this resource";
  const sseC =
    "The object was stored using a form of Server Side Encryption. The correct parameters must be provided to retrieve the object.";
  const archived = "<StorageClass>GLACIER</StorageClass>";

  it.each([
    ["not_found", s3Error(404, "NoSuchKey")],
    ["not_found", s3Error(404, "NoSuchVersion")],
    ["not_found", s3Error(405, "MethodNotAllowed")],
    ["superseded", s3Error(412, "PreconditionFailed")],
    ["access_denied", s3Error(403, "AccessDenied", "Access Denied")],
    ["access_denied", s3Error(400, "InvalidRequest", sseC)],
    ["kms_denied", s3Error(403, "AccessDenied", kms)],
    ["kms_denied", s3Error(400, "KMS.DisabledException", "is disabled")],
    ["archived", s3Error(403, "InvalidObjectState", "not valid", archived)],
  ])("is %s", async (code, reply) => {
    const { store } = await storeThatAnswers(reply);
    const read = store.get({ bucket: "uploads", key: "a.jpg", eTag: "e1" }, 1);
    await expect(read).rejects.toMatchObject({ name: "ScanError", code });
  });

  it("says what it found: the class of an archived object, the ETag of an overwritten one", async () => {
    const object = { bucket: "uploads", key: "a.jpg", eTag: "e1" };
    const glacier = s3Error(403, "InvalidObjectState", "", archived);
    const { store } = await storeThatAnswers(glacier, s3Error(412, "PreconditionFailed"));
    await expect(store.get(object, 1)).rejects.toThrow("GLACIER");
    await expect(store.get(object, 1)).rejects.toThrow("e1");
  });

  it.each([
    [404, "not_found"],
    [403, "access_denied"],
    [412, "superseded"],
  ])("is told by the status alone on a HEAD: %i is %s", async (status, code) => {
    const { store } = await storeThatAnswers({ status });
    const head = store.head({ bucket: "uploads", key: "a.jpg", eTag: "e1" });
    await expect(head).rejects.toMatchObject({ code });
  });

  it.each([
    ["SlowDown", 503],
    ["InternalError", 500],
    ["KMS.ThrottlingException", 400],
    ["ExpiredToken", 400],
  ])("may pass: %s is no verdict", async (name, status) => {
    const failure = s3Error(status, name);
    const { store } = await storeThatAnswers(failure, failure, failure);
    const read = store.get({ bucket: "uploads", key: "a.jpg" }, 1);
    await expect(read).rejects.toMatchObject({ name });
  });

  it("is no verdict when the connection breaks in the middle", async () => {
    const headers = { "content-length": "100", connection: "close" };
    const { store } = await storeThatAnswers({ status: 200, headers, body: "short" });
    const failure = await store.get({ bucket: "uploads", key: "a.jpg" }, 100).catch((e) => e);
    expect(failure).toBeInstanceOf(Error);
    expect(failure.name).not.toBe("ScanError");
  });

  it("stops reading a body that is longer than its header says", async () => {
    const chunked = { etag: '"e1"', "transfer-encoding": "chunked" };
    const { store } = await storeThatAnswers({
      status: 200,
      headers: chunked,
      body: "x".repeat(99),
    });
    const read = store.get({ bucket: "uploads", key: "a.jpg" }, 10);
    await expect(read).rejects.toMatchObject({ code: "too_large" });
  });
});
