import {
  GetObjectTaggingCommand,
  PutObjectTaggingCommand,
  type S3Client,
  type Tag,
} from "@aws-sdk/client-s3";
import { listingClassOf } from "../../../core/contracts/listing.ts";
import { s3VersionIdOf } from "../../../core/contracts/object-identity.ts";
import { ScanError } from "../../../core/contracts/reasons.ts";
import type { Verdict } from "../../../core/contracts/verdict.ts";
import type { Telemetry, VerdictAnnouncer } from "../../../core/ports.ts";
import { VERDICT_TAG } from "../../../core/settings/verdict-tag.ts";
import { asScanError } from "./s3-errors.ts";

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-tagging.html */
const MAX_TAGS = 10;

/**
 * Writes the verdict on the object itself. Only a version can be told exactly: without one, the tag
 * might land on bytes that nobody has scanned yet, so such an object stays untagged.
 */
export class S3Tagger implements VerdictAnnouncer {
  readonly #client: S3Client;
  readonly #telemetry: Telemetry;

  constructor(client: S3Client, telemetry: Telemetry) {
    this.#client = client;
    this.#telemetry = telemetry;
  }

  async announce(verdict: Verdict): Promise<void> {
    const { bucket: Bucket, key: Key } = verdict.object;
    const VersionId = s3VersionIdOf(verdict.object);
    if (VersionId === undefined) return this.#refused(verdict, "the bucket keeps no versions");
    try {
      await this.#tag({ Bucket, Key, VersionId }, verdict);
    } catch (error) {
      const reason = asScanError(error, { action: "tag" });
      if (!(reason instanceof ScanError) || reason.code !== "not_found") throw error;
      // Removed since: there is nothing left to read.
    }
  }

  /** S3 replaces all tags at once: those of others are written again. */
  async #tag(
    version: { readonly Bucket: string; readonly Key: string; readonly VersionId: string },
    verdict: Verdict,
  ): Promise<void> {
    const { TagSet = [] } = await this.#client.send(new GetObjectTaggingCommand(version));
    const others = TagSet.filter(({ Key }) => Key !== VERDICT_TAG);
    if (others.length === MAX_TAGS) return this.#refused(verdict, "it has ten tags of others");
    const ours: Tag = { Key: VERDICT_TAG, Value: listingClassOf(verdict) };
    const Tagging = { TagSet: [...others, ours] };
    await this.#client.send(new PutObjectTaggingCommand({ ...version, Tagging }));
  }

  #refused({ object }: Verdict, why: string): void {
    this.#telemetry.log("warn", "object-not-tagged", { object, why });
    this.#telemetry.metric("NotTagged", 1);
  }
}
