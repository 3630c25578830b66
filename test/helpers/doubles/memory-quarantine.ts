import type { ObjectIdentity, ObjectLocation } from "../../../core/contracts/object-identity.ts";
import { quarantineRow } from "../../../core/contracts/object-keys.ts";
import { scanError } from "../../../core/contracts/reasons.ts";
import type { ImageMover, QuarantineRecords, Removal } from "../../../core/ports.ts";
import { isStillThere } from "../../../core/quarantine/plan-quarantine.ts";
import { QuarantineRecord } from "../../../core/quarantine/quarantine-record.ts";
import type { ObjectMetadata } from "../../../core/quarantine/quarantined-copy.ts";

/** Records as a map. */
export class MemoryQuarantineRecords implements QuarantineRecords {
  readonly #records = new Map<string, QuarantineRecord>();

  async get(object: ObjectIdentity): Promise<QuarantineRecord | undefined> {
    return this.#records.get(JSON.stringify(quarantineRow(object)));
  }

  async put(record: QuarantineRecord): Promise<void> {
    const row = JSON.stringify(quarantineRow(record.object));
    this.#records.set(row, QuarantineRecord.parse(record));
  }
}

interface Upload {
  readonly eTag: string;
  readonly versionId?: string;
}

/** One key of a bucket, and a bucket for copies. With versions, nothing that was uploaded ever goes. */
export class MemoryMover implements ImageMover {
  /** What is under the key. */
  current: Upload | undefined;
  readonly versions: Upload[] = [];
  readonly copies = new Map<string, ObjectMetadata>();

  upload(upload: Upload): void {
    this.current = upload;
    if (upload.versionId !== undefined) this.versions.push(upload);
  }

  async copy(
    from: ObjectIdentity,
    to: ObjectLocation,
    metadataOf: (theirs: ObjectMetadata) => ObjectMetadata,
  ): Promise<string | undefined> {
    const here = [...this.versions, ...(this.current ? [this.current] : [])];
    if (!here.some((upload) => isStillThere(from, upload))) {
      throw scanError("not_found", { found: "nothing in the map" });
    }
    this.copies.set(`${to.bucket}/${to.key}`, metadataOf({}));
    return undefined;
  }

  async remove(object: ObjectIdentity): Promise<Removal> {
    if (this.current === undefined) return "absent";
    if (!isStillThere(object, this.current)) return "superseded";
    this.current = undefined;
    return "removed";
  }
}
