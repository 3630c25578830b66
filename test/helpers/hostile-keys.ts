import fc from "fast-check";
import { MAX_KEY_BYTES } from "../../core/contracts/object-identity.ts";

export interface HostileKey {
  readonly name: string;
  readonly key: string;
  /** Whether it comes through unchanged as part of a URL's path, as every client and gateway has it. */
  readonly isFitForPath: boolean;
}

const range = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => String.fromCodePoint(from + index)).join("");

const FIT: Readonly<Record<string, string>> = {
  composed: "caf\u00e9/\u00c5.jpg",
  decomposed: "cafe\u0301/A\u030a.jpg",
  emoji: "👩‍👩‍👧‍👦 🏳️‍🌈.jpg",
  "right to left": "\u05e6\u05d9\u05dc\u05d5\u05dd \u0634\u0645\u0633.jpg",
  "turned text": "\u202egpj.\u202cexe",
  plus: "a+b + c.jpg",
  spaces: " two  spaces ",
  quotes: `"double" 'single' \`back\`.jpg`,
  "query signs": "a=b&key=other?bucket=x#y;z.jpg",
  stars: "*.jpg",
  prototype: "__proto__",
  "like a version": "v#latest",
  "an event": '{"Records":[{"s3":{}}]}',
  "line separators": "a\u2028b\u2029c",
  "no characters": "a\ufffeb\uffffc\ufffd",
  longest: `${"k".repeat(1020)}.jpg`,
  "longest in three bytes": `${"語".repeat(341)}k`,
  "longest in four bytes": "🙂".repeat(256),
};

const UNFIT: Readonly<Record<string, string>> = {
  percent: "100%.jpg",
  "encoded slash": "a%2Fb%2fc",
  "encoded twice": "a%252Fb",
  "leading slash": "/a.jpg",
  "trailing slash": "a/",
  "double slash": "a//b.jpg",
  slash: "/",
  "parent folder": "../../etc/passwd",
  parent: "..",
  "parent in the middle": "a/../b.jpg",
  "this folder": "./a",
  here: ".",
  newline: "a\nb\r\nc.jpg",
  tab: "a\tb.jpg",
  controls: `${range(0x01, 0x1f)}${range(0x7f, 0x9f)}`,
  "clears a screen": "\u001b[2J\u009b31m.jpg",
  backslash: "a\\b\\..\\c.jpg",
};

const keysOf = (table: Readonly<Record<string, string>>, isFitForPath: boolean): HostileKey[] =>
  Object.entries(table).map(([name, key]) => ({ name, key, isFitForPath }));

/** Keys that S3 takes, and that something on the way might not. */
export const HOSTILE_KEYS: readonly HostileKey[] = [...keysOf(FIT, true), ...keysOf(UNFIT, false)];

/** Any key that S3 takes: well-formed Unicode of 1 to 1,024 bytes. */
export const anyKey = fc
  .string({ unit: "binary", minLength: 1, maxLength: MAX_KEY_BYTES, size: "max" })
  .map(cutToKey)
  .filter((key) => key !== "" && key.isWellFormed());

function cutToKey(text: string): string {
  let bytes = 0;
  const kept = [...text].filter((character) => {
    bytes += Buffer.byteLength(character);
    return bytes <= MAX_KEY_BYTES;
  });
  return kept.join("");
}

/** The message in which S3 tells of the upload, its key form-encoded. */
export function s3Event(bucket: string, key: string, object: object = {}): string {
  const encoded = encodeURIComponent(key).replaceAll("%20", "+");
  const told = { key: encoded, size: 1024, eTag: "9336", sequencer: "0062F1", ...object };
  const s3 = { bucket: { name: bucket }, object: told };
  return JSON.stringify({ Records: [{ eventName: "ObjectCreated:Put", s3 }] });
}

/** The event in which EventBridge tells of the upload, its key as it is. */
export function eventBridgeEvent(bucket: string, key: string, object: object = {}): string {
  const told = { key, size: 1024, etag: "9336", sequencer: "0062F1", ...object };
  return JSON.stringify({
    "detail-type": "Object Created",
    detail: { bucket: { name: bucket }, object: told },
  });
}

/** What a queue gets when SNS hands a message on. */
export function publishedBySns(Message: string): string {
  return JSON.stringify({ Type: "Notification", MessageId: "1", Message });
}
