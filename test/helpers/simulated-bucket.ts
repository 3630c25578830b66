import { scanError } from "../../core/contracts/errors.ts";
import { type ObjectIdentity, s3VersionIdOf } from "../../core/contracts/object-identity.ts";
import type { ObjectHead } from "../../core/ports.ts";

/** One thing that happened to a key: an upload with its ETag, or a deletion. */
export interface Happening {
  readonly object: ObjectIdentity;
  readonly isDeletion: boolean;
}

/** Objects under keys, with or without versions, and the events S3 tells of them. */
export class SimulatedBucket {
  /** Everything that happened, oldest first. */
  readonly history: Happening[] = [];
  readonly #isVersioned: boolean;
  readonly #tell: (body: string) => void;

  constructor(isVersioned: boolean, tell: (body: string) => void) {
    this.#isVersioned = isVersioned;
    this.#tell = tell;
  }

  /** @param copies of its event: S3 tells at least once. */
  put(key: string, copies: number): void {
    this.#happen(key, { isDeletion: false, eventName: "ObjectCreated:Put", copies });
  }

  delete(key: string, copies: number): void {
    const eventName = this.#isVersioned
      ? "ObjectRemoved:DeleteMarkerCreated"
      : "ObjectRemoved:Delete";
    this.#happen(key, { isDeletion: true, eventName, copies });
  }

  /** @throws ScanError `not_found` or `superseded`, as the real store does. */
  find(object: ObjectIdentity): ObjectHead {
    const uploads = this.history.filter(({ object: { key } }) => key === object.key);
    const current = uploads.at(-1);
    const versionId = s3VersionIdOf(object);
    const found =
      versionId === undefined ? current : uploads.find((one) => one.object.versionId === versionId);
    if (found === undefined || found.isDeletion) throw scanError("not_found", { found: "nothing" });
    const { eTag = "", versionId: id } = found.object;
    const isOther = versionId === undefined && object.eTag !== undefined && object.eTag !== eTag;
    if (isOther) throw scanError("superseded", { expectedETag: object.eTag ?? "" });
    return { sizeBytes: 3, eTag, ...(id !== undefined && { versionId: id }) };
  }

  #happen(
    key: string,
    {
      isDeletion,
      eventName,
      copies,
    }: {
      readonly isDeletion: boolean;
      readonly eventName: string;
      readonly copies: number;
    },
  ): void {
    const count = this.history.length + 1;
    const object = {
      bucket: "uploads",
      key,
      sequencer: `00${count.toString(16).toUpperCase().padStart(4, "0")}`,
      ...(this.#isVersioned && { versionId: `v${count}` }),
      ...(!isDeletion && { eTag: `etag${count}` }),
    };
    this.history.push({ object, isDeletion });
    const { bucket, ...facts } = object;
    const record = { eventName, eventTime: "2026-01-02T03:04:05.000Z" };
    const body = { Records: [{ ...record, s3: { bucket: { name: bucket }, object: facts } }] };
    for (let copy = 0; copy < copies; copy++) this.#tell(JSON.stringify(body));
  }
}
