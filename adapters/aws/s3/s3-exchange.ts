import { GetObjectCommand, PutObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import type { ExchangeReader } from "../../../core/ports.ts";
import { bodyOf, readAtMost } from "./read-body.ts";

/** The exchange as a bucket of S3. */
export class S3Exchange implements ExchangeReader {
  readonly bucket: string;
  readonly #client: S3Client;

  constructor(client: S3Client, bucket: string) {
    this.#client = client;
    this.bucket = bucket;
  }

  async get(key: string, maxBytes: number): Promise<string> {
    const command = new GetObjectCommand({ Bucket: this.bucket, Key: key });
    const body = bodyOf(await this.#client.send(command));
    return new TextDecoder().decode(await readAtMost(body, maxBytes));
  }

  /** Replaces what is there; resolves once it is durable. */
  async put(key: string, content: unknown): Promise<void> {
    const object = { Bucket: this.bucket, Key: key, ContentType: "application/json" };
    await this.#client.send(new PutObjectCommand({ ...object, Body: JSON.stringify(content) }));
  }
}
