import { DeleteObjectCommand, PutObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import type { CanaryImages } from "../../../core/ports.ts";

/** Images that are put into a bucket for a moment. */
export class S3CanaryImages implements CanaryImages {
  readonly #client: S3Client;
  readonly #bucket: string;

  constructor(client: S3Client, bucket: string) {
    this.#client = client;
    this.#bucket = bucket;
  }

  async upload(Key: string, Body: Uint8Array): Promise<string | undefined> {
    const input = { Bucket: this.#bucket, Key, Body, ContentType: "image/jpeg" };
    return (await this.#client.send(new PutObjectCommand(input))).VersionId;
  }

  async remove(Key: string, VersionId: string | undefined): Promise<void> {
    const version = VersionId === undefined ? {} : { VersionId };
    const input = { Bucket: this.#bucket, Key, ...version };
    await this.#client.send(new DeleteObjectCommand(input));
  }
}
