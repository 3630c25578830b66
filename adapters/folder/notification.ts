import type { ObjectLocation } from "../../core/contracts/object-identity.ts";

/** What happened to a file, once it is known in which order. */
export interface FolderEvent extends ObjectLocation {
  readonly name: "ObjectCreated:Put" | "ObjectRemoved:Delete";
  readonly sequencer: string;
  readonly time: Date;
  readonly eTag?: string;
  readonly sizeBytes?: number;
}

/** For a queue; whoever receives it parses it as it would one of S3. */
export interface S3Notification {
  readonly Records: readonly object[];
}

/**
 * The message S3 would put on the scan queue.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html
 */
export function notificationOf(event: FolderEvent): S3Notification {
  const { bucket, key, name, sequencer, time, eTag, sizeBytes: size } = event;
  const object = { key: formEncoded(key), size, eTag, sequencer };
  const s3 = { s3SchemaVersion: "1.0", bucket: { name: bucket }, object };
  const eventTime = time.toISOString();
  const record = { eventVersion: "2.1", eventSource: "aws:s3", eventName: name, eventTime, s3 };
  return { Records: [record] };
}

/** S3 encodes keys as a form does, but for their slashes. */
function formEncoded(key: string): string {
  return key.split("/").map(encodeURIComponent).join("/").replaceAll("%20", "+");
}
