import { type ObjectIdentity, s3VersionIdOf } from "../../core/contracts/object-identity.ts";
import { scanError } from "../../core/contracts/reasons.ts";
import type { ObjectHead, ObjectReader } from "../../core/ports.ts";

/** What lies under a key: an upload, or the marker that a deletion leaves in a bucket with versions. */
interface Version {
  readonly object: ObjectIdentity;
  readonly isMarker: boolean;
}

/** What somebody does to a key; S3 tells of it at least once, so there are copies of its event. */
export type Change = { readonly key: string; readonly copies: number } & (
  | { readonly does: "put"; readonly content: string }
  | { readonly does: "delete" }
  /** For good, one version of a key that has any: markers can be removed, too. */
  | { readonly does: "remove"; readonly pick: number }
);

const BUCKET = "uploads";
const BYTES = Uint8Array.of(1, 2, 3);

/** Objects under keys, with or without versions, and the events S3 tells of them. */
export class SimulatedBucket implements ObjectReader {
  /** Every upload there ever was, oldest first. */
  readonly uploads: ObjectIdentity[] = [];
  readonly #isVersioned: boolean;
  readonly #tell: (body: string) => void;
  /** Of each key that ever was in use, the current one last. */
  readonly #versions = new Map<string, readonly Version[]>();
  #events = 0;

  constructor(isVersioned: boolean, tell: (body: string) => void) {
    this.#isVersioned = isVersioned;
    this.#tell = tell;
  }

  get keys(): readonly string[] {
    return [...this.#versions.keys()];
  }

  change(change: Change): void {
    switch (change.does) {
      case "put":
        this.#put(change.key, change.content, change.copies);
        break;
      case "delete":
        this.#delete(change.key, change.copies);
        break;
      case "remove":
        this.#remove(change.key, change.pick, change.copies);
        break;
    }
  }

  /** What a plain GET of the key reads; undefined: nothing is there. */
  currentOf(key: string): ObjectIdentity | undefined {
    const current = this.#under(key).at(-1);
    return current === undefined || current.isMarker ? undefined : current.object;
  }

  /** Whether the version was removed for good. */
  isRemoved({ key, versionId }: ObjectIdentity): boolean {
    const isThere = this.#under(key).some(({ object }) => object.versionId === versionId);
    return versionId !== undefined && !isThere;
  }

  async head(object: ObjectIdentity): Promise<ObjectHead> {
    const { eTag = "", versionId } = this.#find(object);
    return { sizeBytes: BYTES.length, eTag, ...(versionId !== undefined && { versionId }) };
  }

  async get(object: ObjectIdentity, maxBytes: number) {
    const head = await this.head(object);
    const { sizeBytes } = head;
    if (sizeBytes > maxBytes) throw scanError("too_large", { sizeBytes, limitBytes: maxBytes });
    return { ...head, bytes: BYTES };
  }

  /** @throws ScanError `not_found` or `superseded`, as the real store does. */
  #find({ bucket, key, eTag, ...object }: ObjectIdentity): ObjectIdentity {
    const versionId = s3VersionIdOf({ bucket, key, ...object });
    const found = this.#under(key).find(
      (version) => version.object.versionId === versionId && !version.isMarker,
    );
    const upload = versionId === undefined ? this.currentOf(key) : found?.object;
    if (upload === undefined || bucket !== BUCKET) throw scanError("not_found", { found: "none" });
    const isOther = versionId === undefined && eTag !== undefined && eTag !== upload.eTag;
    if (isOther) throw scanError("superseded", { expectedETag: eTag });
    return upload;
  }

  #put(key: string, content: string, copies: number): void {
    const object = { ...this.#happening(key), eTag: `etag-${content}` };
    this.uploads.push(object);
    this.#place(key, { object, isMarker: false });
    this.#say("ObjectCreated:Put", object, copies);
  }

  #delete(key: string, copies: number): void {
    const object = this.#happening(key);
    if (this.#isVersioned) this.#place(key, { object, isMarker: true });
    else this.#versions.set(key, []);
    const what = this.#isVersioned ? "DeleteMarkerCreated" : "Delete";
    this.#say(`ObjectRemoved:${what}`, object, copies);
  }

  #remove(key: string, pick: number, copies: number): void {
    const versions = this.#under(key);
    const removed = versions[pick % Math.max(1, versions.length)];
    const versionId = removed?.object.versionId;
    if (versionId === undefined) return;
    const rest = versions.filter((version) => version !== removed);
    this.#versions.set(key, rest);
    this.#say("ObjectRemoved:Delete", { ...this.#happening(key), versionId }, copies);
  }

  #under(key: string): readonly Version[] {
    return this.#versions.get(key) ?? [];
  }

  #place(key: string, version: Version): void {
    this.#versions.set(key, this.#isVersioned ? [...this.#under(key), version] : [version]);
  }

  #happening(key: string): ObjectIdentity {
    const count = ++this.#events;
    const sequencer = `00${count.toString(16).toUpperCase().padStart(4, "0")}`;
    const versionId = this.#isVersioned ? { versionId: `v${count}` } : {};
    return { bucket: BUCKET, key, sequencer, ...versionId };
  }

  #say(eventName: string, { bucket, ...object }: ObjectIdentity, copies: number): void {
    const record = { eventName, eventTime: "2026-01-02T03:04:05.000Z" };
    const body = { Records: [{ ...record, s3: { bucket: { name: bucket }, object } }] };
    for (let copy = 0; copy < copies; copy++) this.#tell(JSON.stringify(body));
  }
}
