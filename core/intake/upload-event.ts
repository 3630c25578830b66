import { z } from "zod";
import { excerpt, parseJson, receivedBy } from "../contracts/parse-json.ts";
import { MessageError } from "../contracts/reasons.ts";
import { formDecoded } from "../contracts/s3-notation.ts";
import { ScanJob } from "../contracts/scan-job.ts";
import { ignored, type ObjectEvent, recordOf, reject } from "./object-event.ts";
import { collectRecords, type ParsedMessage, type ParsedRecord } from "./parsed-message.ts";
import { publishedIn } from "./sns-envelope.ts";

const EXPECTED =
  "an S3 notification, an EventBridge S3 event, one of these in an SNS notification, or a ScanJob";

const Name = z.object({ name: z.string() });
const Time = z.iso.datetime().optional().catch(undefined);
const SizeBytes = z.int().nonnegative().optional().catch(undefined);

/** The fields of a notification record that are used; AWS adds others freely. */
const S3Record = z.object({
  eventName: z.string(),
  eventTime: Time,
  s3: z.object({
    bucket: Name,
    object: z.object({
      key: z.string(),
      size: SizeBytes,
      eTag: z.string().optional(),
      versionId: z.string().optional(),
      sequencer: z.string().optional(),
    }),
  }),
});

const EventBridgeEvent = z.object({
  "detail-type": z.string(),
  time: Time,
  detail: z.object({
    bucket: Name,
    object: z.object({
      key: z.string(),
      size: SizeBytes,
      etag: z.string().optional(),
      "version-id": z.string().optional(),
      sequencer: z.string().optional(),
    }),
    "deletion-type": z.string().optional(),
  }),
});

const Envelope = z.looseObject({});

/**
 * Body of a message on the scan queue → everything in it: S3 notification, EventBridge event,
 * either of them wrapped by SNS, S3's test event, or our own ScanJob. Every record is read.
 *
 * @throws MessageError when the body is none of these; a retry reads the same body.
 */
export function parseMessage(body: string): ParsedMessage {
  const envelope = Envelope.safeParse(parseJson(body, EXPECTED));
  if (!envelope.success) throw new MessageError({ expected: EXPECTED, received: excerpt(body) });
  const message = envelope.data;

  const published = publishedIn(message);
  if (published !== undefined) return parseMessage(published);
  if (message["Event"] === "s3:TestEvent")
    return collectRecords([ignored("test-event", "s3:TestEvent")]);
  if (Array.isArray(message["Records"])) return parseRecords(message["Records"]);
  if ("detail-type" in message) return collectRecords([parseEventBridgeEvent(message)]);
  if ("scanId" in message) return parseJob(message, body);
  throw new MessageError({ expected: EXPECTED, received: excerpt(body) });
}

function parseRecords(records: readonly unknown[]): ParsedMessage {
  if (records.length === 0) return collectRecords([ignored("no-records", "Records: []")]);
  return collectRecords(records.map(parseS3Record));
}

function parseJob(message: unknown, body: string): ParsedMessage {
  const job = ScanJob.safeParse(message);
  if (job.success) return collectRecords([{ work: { kind: "scan", job: job.data } }]);
  const error = new MessageError(
    { expected: "a ScanJob of version 1", received: receivedBy(job.error, body) },
    { cause: job.error },
  );
  const object = z.object({ object: z.looseObject({}) }).safeParse(message).data?.object;
  return collectRecords([reject(error, object?.["bucket"], object?.["key"])]);
}

function parseS3Record(record: unknown): ParsedRecord {
  const parsed = S3Record.safeParse(record);
  if (!parsed.success) return rejectShape("an S3 record", parsed.error, record);
  const { eventName, eventTime, s3 } = parsed.data;
  const { key: encodedKey, size, ...object } = s3.object;
  const bucket = s3.bucket.name;
  const key = decodeKey(encodedKey);
  if (key instanceof MessageError) return reject(key, bucket, encodedKey);
  const name = eventName.replace(/^s3:/, "");
  const kind = kindOfS3(name);
  return recordOf({ name, kind, bucket, key, sizeBytes: size, time: eventTime, ...object });
}

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-how-to-event-types-and-destinations.html */
function kindOfS3(eventName: string): ObjectEvent["kind"] {
  if (eventName.startsWith("ObjectCreated:")) return "created";
  const [, action] = /^(?:ObjectRemoved|LifecycleExpiration):(.+)$/.exec(eventName) ?? [];
  if (action === "DeleteMarkerCreated") return "delete-marker";
  return action === "Delete" ? "deleted" : "unrelated";
}

/** Keys in S3 notifications are form-encoded: "red flower.jpg" arrives as "red+flower.jpg". */
function decodeKey(encoded: string): string | MessageError {
  try {
    return formDecoded(encoded);
  } catch (cause) {
    return new MessageError(
      { expected: "a form-encoded object key", received: excerpt(encoded) },
      { cause },
    );
  }
}

/** Keys in EventBridge events are not encoded: a "+" or "%" in one belongs to the key. */
function parseEventBridgeEvent(message: unknown): ParsedRecord {
  const parsed = EventBridgeEvent.safeParse(message);
  if (!parsed.success) return rejectShape("an EventBridge S3 event", parsed.error, message);
  const { "detail-type": name, time, detail } = parsed.data;
  const { key, size, etag, "version-id": versionId, sequencer } = detail.object;
  const kind = kindOfEventBridge(name, detail["deletion-type"]);
  const bucket = detail.bucket.name;
  return recordOf({
    name,
    kind,
    bucket,
    key,
    versionId,
    sequencer,
    eTag: etag,
    sizeBytes: size,
    time,
  });
}

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html */
function kindOfEventBridge(detailType: string, deletionType?: string): ObjectEvent["kind"] {
  if (detailType === "Object Created") return "created";
  if (detailType !== "Object Deleted") return "unrelated";
  return deletionType === "Delete Marker Created" ? "delete-marker" : "deleted";
}

function rejectShape(expected: string, error: z.ZodError, record: unknown): ParsedRecord {
  const received = receivedBy(error, JSON.stringify(record));
  return reject(new MessageError({ expected, received }, { cause: error }));
}
