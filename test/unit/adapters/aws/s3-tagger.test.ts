import { expect, it } from "vitest";
import { makeS3Client } from "../../../../adapters/aws/clients.ts";
import { S3Tagger } from "../../../../adapters/aws/s3/s3-tagger.ts";
import { scannedVerdictOf } from "../../../../core/verdicts/result-to-verdict.ts";
import { jobFor, OBJECT, scannedResult } from "../../../helpers/builders.ts";
import { RecordedTelemetry } from "../../../helpers/doubles/recorded-telemetry.ts";
import {
  type HttpReply,
  s3Error,
  startHttpDouble,
} from "../../../helpers/running/aws-emulators.ts";

const verdict = scannedVerdictOf(scannedResult(), "masks");

function tagsOf(tags: Record<string, string>): HttpReply {
  const set = Object.entries(tags).map(([k, v]) => `<Tag><Key>${k}</Key><Value>${v}</Value></Tag>`);
  const body = `<Tagging><TagSet>${set.join("")}</TagSet></Tagging>`;
  return { status: 200, headers: { "content-type": "application/xml" }, body };
}

/** What S3 is asked to store, when the object has these tags. */
async function tagging(before: HttpReply, told = verdict) {
  const s3 = await startHttpDouble(({ method }) => (method === "GET" ? before : { status: 200 }));
  const telemetry = new RecordedTelemetry();
  await new S3Tagger(makeS3Client(s3), telemetry).announce(told);
  const puts = s3.requests.flatMap(({ method, url }, index) =>
    method === "PUT" ? [{ url, body: s3.received[index] ?? "" }] : [],
  );
  return { puts, requests: s3.requests.length, metrics: Object.keys(telemetry.metrics) };
}

it("writes the verdict on exactly the version it is about, beside the tags of others", async () => {
  const { puts } = await tagging(tagsOf({ team: "news", "fasa-verdict": "authentic" }));
  expect(puts).toHaveLength(1);
  const [put] = puts;
  const url = new URL(put?.url ?? "", "http://s3");
  expect(decodeURIComponent(url.pathname)).toBe(`/${OBJECT.bucket}/${OBJECT.key}`);
  expect(url.searchParams.get("versionId")).toBe("v1");
  const tags = [...(put?.body.matchAll(/<Key>(.*?)<\/Key><Value>(.*?)<\/Value>/g) ?? [])];
  expect(tags.map(([, key, value]) => [key, value])).toEqual([
    ["team", "news"],
    ["fasa-verdict", "manipulated"],
  ]);
});

it("leaves an object alone that has no version to name", async () => {
  const { bucket, key } = OBJECT;
  const told = scannedVerdictOf(
    scannedResult({ ...jobFor(), object: { bucket, key, sequencer: "0A", eTag: "ab" } }),
    "masks",
  );
  expect(await tagging(tagsOf({}), told)).toMatchObject({ requests: 0, metrics: ["NotTagged"] });
});

it("does not push out the tags of others", async () => {
  const ten = Object.fromEntries(Array.from({ length: 10 }, (_, index) => [`t${index}`, "x"]));
  expect(await tagging(tagsOf(ten))).toMatchObject({ puts: [], metrics: ["NotTagged"] });
  const { t0: _, ...nine } = ten;
  expect((await tagging(tagsOf(nine))).puts).toHaveLength(1);
});

it("takes an object that is gone for done, and any other refusal for one", async () => {
  expect(await tagging(s3Error(404, "NoSuchKey"))).toMatchObject({ puts: [], metrics: [] });
  expect(await tagging(s3Error(405, "MethodNotAllowed"))).toMatchObject({ puts: [] });
  await expect(tagging(s3Error(403, "AccessDenied"))).rejects.toThrow();
});
