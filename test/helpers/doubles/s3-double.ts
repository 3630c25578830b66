import type { IncomingMessage } from "node:http";
import { type HttpDouble, type HttpReply, startHttpDouble } from "../running/aws-emulators.ts";

const NO_TAGS = "<Tagging><TagSet></TagSet></Tagging>";

/** S3 with an object under every key, whose ETag is this one. */
export function startS3Double(eTag: string): Promise<HttpDouble> {
  return startHttpDouble(({ method = "", url = "" }): HttpReply => {
    if (url.includes("?tagging")) return { status: 200, body: method === "GET" ? NO_TAGS : "" };
    const headers = { etag: `"${eTag}"`, "content-length": "3" };
    return { status: 200, headers, ...(method === "GET" && { body: "img" }) };
  });
}

/** The key that a request is about, and nothing that a server might fold: decoded once. */
export function keyAskedFor({ url = "" }: IncomingMessage, bucket: string): string {
  const [path = ""] = url.split("?");
  return decodeURIComponent(path.slice(`/${bucket}/`.length));
}
