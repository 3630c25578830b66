import type { ScanWork } from "../contracts/deletion.ts";
import { ObjectIdentity, s3VersionIdOf } from "../contracts/object-identity.ts";
import { isFolderMarker } from "../contracts/object-keys.ts";
import { receivedBy } from "../contracts/parse-json.ts";
import { MessageError } from "../contracts/reasons.ts";
import { unquoted } from "../contracts/s3-notation.ts";
import { scanJobFor } from "../contracts/scan-job.ts";
import type { IgnoredRecord, ParsedRecord } from "./parsed-message.ts";

/** What S3 says happened, whichever way it said so; `key` is decoded, the rest as received. */
export interface ObjectEvent {
  readonly name: string;
  readonly kind: "created" | "deleted" | "delete-marker" | "unrelated";
  readonly bucket: string;
  readonly key: string;
  readonly versionId?: string | undefined;
  readonly sequencer?: string | undefined;
  readonly eTag?: string | undefined;
  readonly sizeBytes?: number | undefined;
  readonly time?: string | undefined;
}

/** What S3 did not say is left out: a strict contract has no properties that are `undefined`. */
function defined(properties: object): object {
  return Object.fromEntries(Object.entries(properties).filter(([, value]) => value !== undefined));
}

/** Event → work. What breaks the contract is rejected, with the object as far as it can be told. */
export function recordOf(event: ObjectEvent): ParsedRecord {
  if (event.kind === "unrelated") return ignored("unrelated-event", event.name);
  if (event.kind === "created" && isFolderMarker(event))
    return ignored("folder-marker", event.name);

  const { bucket, key, versionId, sequencer } = event;
  const eTag = unquoted(event.eTag ?? "") || undefined;
  const identity = ObjectIdentity.safeParse(defined({ bucket, key, versionId, sequencer, eTag }));
  if (!identity.success) {
    const received = receivedBy(identity.error, JSON.stringify(event));
    return reject(new MessageError({ expected: "an object identity", received }), bucket, key);
  }
  return { work: workOf(event, identity.data) };
}

function workOf(event: ObjectEvent, object: ObjectIdentity): ScanWork {
  const requestedAt = event.time === undefined ? {} : { requestedAt: event.time };
  if (event.kind === "created") {
    const size = event.sizeBytes === undefined ? {} : { sizeBytes: event.sizeBytes };
    const job = scanJobFor({ object, generation: 0, trigger: "event", ...size, ...requestedAt });
    return { kind: "scan", job };
  }
  // A delete marker has a version id of its own; the versions under it are still there.
  const removesVersion = event.kind === "deleted" && s3VersionIdOf(object) !== undefined;
  const target = removesVersion ? "version" : "object";
  return { kind: "delete", deletion: { version: 1, target, object, ...requestedAt } };
}

export function ignored(why: IgnoredRecord["why"], eventName: string): ParsedRecord {
  return { ignored: { why, eventName } };
}

/** The object is named only if bucket and key are usable, so that a verdict can be written for it. */
export function reject(error: MessageError, bucket?: unknown, key?: unknown): ParsedRecord {
  const object = ObjectIdentity.safeParse({ bucket, key });
  return { rejected: object.success ? { error, object: object.data } : { error } };
}
