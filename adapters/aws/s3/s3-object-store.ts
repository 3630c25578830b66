import { Readable } from "node:stream";
import {
  GetObjectCommand,
  HeadObjectCommand,
  paginateListObjectsV2,
  type S3Client,
} from "@aws-sdk/client-s3";
import { Upload } from "@aws-sdk/lib-storage";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import {
  type ObjectIdentity,
  type ObjectLocation,
  s3VersionIdOf,
} from "../../../core/contracts/object-identity.ts";
import { scanError } from "../../../core/contracts/reasons.ts";
import { formDecoded, unquoted } from "../../../core/contracts/s3-notation.ts";
import type {
  ListedObject,
  ListOptions,
  ObjectHead,
  ObjectLinks,
  ObjectStore,
  ObjectStreams,
  StoredObject,
} from "../../../core/ports.ts";
import { bodyOf, readAtMost } from "./read-body.ts";
import { asScanError, type S3Request } from "./s3-errors.ts";

/** S3's smallest part: what an upload of unknown length holds in memory, twice. */
const PART_BYTES = 5 * 1024 * 1024;
const PARTS_AT_ONCE = 2;

/** Buckets of S3, through one client's credentials. */
export class S3ObjectStore implements ObjectStore, ObjectStreams, ObjectLinks {
  readonly #client: S3Client;

  constructor(client: S3Client) {
    this.#client = client;
  }

  async head(object: ObjectIdentity): Promise<ObjectHead> {
    const output = await asScanErrors(object, "head", () =>
      this.#client.send(new HeadObjectCommand(inputOf(object))),
    );
    return headOf(output);
  }

  async get(object: ObjectIdentity, maxBytes: number): Promise<StoredObject> {
    return asScanErrors(object, "read", async () => {
      const output = await this.#client.send(new GetObjectCommand(inputOf(object)));
      const body = bodyOf(output);
      const { sizeBytes, ...head } = headOf(output);
      if (sizeBytes > maxBytes) {
        body.destroy();
        throw scanError("too_large", { sizeBytes, limitBytes: maxBytes });
      }
      const bytes = await readAtMost(body, maxBytes);
      return { ...head, sizeBytes: bytes.length, bytes };
    });
  }

  async open({ bucket, key }: ObjectLocation): Promise<AsyncIterable<Uint8Array>> {
    return asScanErrors({ bucket, key }, "read", async () => {
      const command = new GetObjectCommand({ Bucket: bucket, Key: key });
      return bodyOf(await this.#client.send(command));
    });
  }

  async put(
    { bucket, key }: ObjectLocation,
    body: AsyncIterable<Uint8Array>,
    contentType: string,
  ): Promise<void> {
    const upload = new Upload({
      client: this.#client,
      params: { Bucket: bucket, Key: key, Body: Readable.from(body), ContentType: contentType },
      partSize: PART_BYTES,
      queueSize: PARTS_AT_ONCE,
    });
    await asScanErrors({ bucket, key }, "write", () => upload.done());
  }

  async *list(
    bucket: string,
    { prefix: Prefix, after: StartAfter }: ListOptions = {},
  ): AsyncGenerator<ListedObject> {
    // As plain text, XML could not carry every key.
    const input = { Bucket: bucket, Prefix, StartAfter, EncodingType: "url" } as const;
    const pages = paginateListObjectsV2({ client: this.#client }, input);
    try {
      for await (const { Contents = [], EncodingType } of pages) {
        for (const { Key, Size, ...object } of Contents) {
          if (Key === undefined) continue;
          const key = EncodingType === "url" ? formDecoded(Key) : Key;
          yield { bucket, key, ...headOf({ ...object, ContentLength: Size }) };
        }
      }
    } catch (error) {
      throw asScanError(error, { action: "list" });
    }
  }

  async presignGet({ bucket, key }: ObjectLocation, expiresSeconds: number): Promise<string> {
    const command = new GetObjectCommand({ Bucket: bucket, Key: key });
    return getSignedUrl(this.#client, command, { expiresIn: expiresSeconds });
  }
}

/** Exactly this upload: by version where it has one, else as long as the ETag is unchanged. */
function inputOf(object: ObjectIdentity) {
  const { bucket: Bucket, key: Key, eTag } = object;
  const VersionId = s3VersionIdOf(object);
  if (VersionId !== undefined) return { Bucket, Key, VersionId };
  return { Bucket, Key, ...(eTag !== undefined && { IfMatch: `"${eTag}"` }) };
}

interface HeadOutput {
  readonly ContentLength?: number | undefined;
  readonly ETag?: string | undefined;
  readonly VersionId?: string | undefined;
  readonly LastModified?: Date | undefined;
}

function headOf({ ContentLength, ETag, VersionId, LastModified }: HeadOutput): ObjectHead {
  return {
    sizeBytes: ContentLength ?? 0,
    eTag: unquoted(ETag ?? ""),
    ...(VersionId !== undefined && { versionId: VersionId }),
    ...(LastModified !== undefined && { lastModified: LastModified }),
  };
}

async function asScanErrors<T>(
  { eTag }: ObjectIdentity,
  action: string,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const request: S3Request = { action, ...(eTag !== undefined && { expectedETag: eTag }) };
    throw asScanError(error, request);
  }
}
