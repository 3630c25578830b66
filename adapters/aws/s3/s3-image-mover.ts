import {
  CopyObjectCommand,
  DeleteObjectCommand,
  HeadObjectCommand,
  type HeadObjectCommandOutput,
  type S3Client,
} from "@aws-sdk/client-s3";
import {
  type ObjectIdentity,
  type ObjectLocation,
  s3VersionIdOf,
} from "../../../core/contracts/object-identity.ts";
import { ScanError } from "../../../core/contracts/reasons.ts";
import { unquoted } from "../../../core/contracts/s3-notation.ts";
import type { ImageMover, Removal } from "../../../core/ports.ts";
import { isStillThere } from "../../../core/quarantine/plan-quarantine.ts";
import type { ObjectMetadata } from "../../../core/quarantine/quarantined-copy.ts";
import { asScanError } from "./s3-errors.ts";

/** Copies and takes away objects of S3, without their bytes ever coming here. */
export class S3ImageMover implements ImageMover {
  readonly #client: S3Client;

  constructor(client: S3Client) {
    this.#client = client;
  }

  async copy(
    from: ObjectIdentity,
    to: ObjectLocation,
    metadataOf: (theirs: ObjectMetadata) => ObjectMetadata,
  ): Promise<string | undefined> {
    const { eTag } = from;
    return withReason("copy", eTag, async () => {
      const head = await this.#client.send(new HeadObjectCommand(exactly(from)));
      const { VersionId } = await this.#client.send(
        new CopyObjectCommand({
          Bucket: to.bucket,
          Key: to.key,
          CopySource: copySourceOf(from),
          // Between the HEAD and this, what has no version may be overwritten.
          CopySourceIfMatch: head.ETag,
          MetadataDirective: "REPLACE",
          Metadata: metadataOf(head.Metadata ?? {}),
          ...headersOf(head),
          // To copy tags takes the right to read and to write them.
          TaggingDirective: "REPLACE",
        }),
      );
      return VersionId;
    });
  }

  async remove(object: ObjectIdentity): Promise<Removal> {
    const { bucket: Bucket, key: Key } = object;
    try {
      return await withReason("remove", object.eTag, async () => {
        const { ETag, VersionId } = await this.#client.send(new HeadObjectCommand({ Bucket, Key }));
        const version = VersionId === undefined ? {} : { versionId: VersionId };
        if (!isStillThere(object, { eTag: unquoted(ETag ?? ""), ...version })) return "superseded";
        // By its key: where versions are kept this hides the version, and destroys nothing.
        await this.#client.send(new DeleteObjectCommand({ Bucket, Key, IfMatch: ETag }));
        return "removed";
      });
    } catch (error) {
      if (!(error instanceof ScanError)) throw error;
      if (error.code === "superseded") return "superseded";
      if (error.code === "not_found") return "absent";
      throw error;
    }
  }
}

async function withReason<T>(
  action: string,
  eTag: string | undefined,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw asScanError(error, { action, ...(eTag !== undefined && { expectedETag: eTag }) });
  }
}

/** That upload, by its version where it has one, else as long as the ETag is unchanged. */
function exactly(object: ObjectIdentity) {
  const { bucket: Bucket, key: Key, eTag } = object;
  const VersionId = s3VersionIdOf(object);
  if (VersionId !== undefined) return { Bucket, Key, VersionId };
  return { Bucket, Key, ...(eTag !== undefined && { IfMatch: `"${eTag}"` }) };
}

/** As a URL writes it: S3 decodes it once. */
function copySourceOf(object: ObjectIdentity): string {
  const path = object.key.split("/").map(encodeURIComponent).join("/");
  const version = s3VersionIdOf(object);
  const query = version === undefined ? "" : `?versionId=${encodeURIComponent(version)}`;
  return `${object.bucket}/${path}${query}`;
}

/** What a copy with metadata of its own would lose. */
function headersOf(head: HeadObjectCommandOutput) {
  const { ContentType, ContentEncoding, ContentLanguage, ContentDisposition, CacheControl } = head;
  return { ContentType, ContentEncoding, ContentLanguage, ContentDisposition, CacheControl };
}
