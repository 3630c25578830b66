import { expect, it } from "vitest";
import { makeS3Client } from "../../../../adapters/aws/clients.ts";
import { S3Exchange } from "../../../../adapters/aws/s3/s3-exchange.ts";
import {
  type HttpReply,
  s3Error,
  startHttpDouble,
} from "../../../helpers/running/aws-emulators.ts";

async function exchangeWith(reply: HttpReply) {
  const s3 = await startHttpDouble(() => reply);
  return { s3, exchange: new S3Exchange(makeS3Client(s3), "exchange") };
}

it("reads a text from its bucket", async () => {
  const { s3, exchange } = await exchangeWith({ status: 200, body: "größer" });
  expect(await exchange.get("results/1.out", 8)).toBe("größer");
  expect(s3.requests[0]?.url).toMatch(/^\/exchange\/results\/1\.out(\?|$)/);
});

it("reads no more than it may", async () => {
  const { exchange } = await exchangeWith({ status: 200, body: "größer" });
  await expect(exchange.get("results/1.out", 7)).rejects.toMatchObject({ code: "too_large" });
});

it("says what is not there", async () => {
  const { exchange } = await exchangeWith(s3Error(404, "NoSuchKey", "no such key"));
  await expect(exchange.get("jobs/1.json", 8)).rejects.toMatchObject({ name: "NoSuchKey" });
});
