import { createReadStream } from "node:fs";
import { lstat, realpath, rm } from "node:fs/promises";
import { join } from "node:path";
import {
  type ObjectIdentity,
  type ObjectLocation,
  s3VersionIdOf,
} from "../../core/contracts/object-identity.ts";
import { scanError } from "../../core/contracts/reasons.ts";
import type {
  ListedObject,
  ListOptions,
  ObjectHead,
  ObjectStore,
  ObjectStreams,
  StoredObject,
} from "../../core/ports.ts";
import { fileErrorCodeOf } from "./file-error.ts";
import { asScanError, headFile, headOf, readWholeFile } from "./file-object.ts";
import { type LeftOut, listKeys } from "./list-files.ts";
import { isHidden, pathOf, refusalOf } from "./object-path.ts";
import { whyLeftOut } from "./picture-file.ts";
import { writeAtomically } from "./write-atomically.ts";

/** Hidden, so that nothing in it is an object. */
const INCOMING = ".incoming";

export interface FolderObjectStoreOptions {
  /** Told of what a listing leaves out. Hidden files are not told of. @default nobody */
  readonly onLeftOut?: (leftOut: LeftOut) => void;
  /** In these buckets a file that is no picture is no object. @default none */
  readonly pictureBuckets?: readonly string[];
}

/**
 * Folders as buckets: a key is a file's path below its folder, sub-folders are prefixes. There are
 * no versions. Hidden files and symbolic links are no objects.
 */
export class FolderObjectStore implements ObjectStore, ObjectStreams {
  readonly #folders: ReadonlyMap<string, string>;
  readonly #onLeftOut: (leftOut: LeftOut) => void;
  readonly #pictureBuckets: ReadonlySet<string>;

  /** @param folders bucket name → existing folder. */
  constructor(folders: Readonly<Record<string, string>>, options: FolderObjectStoreOptions = {}) {
    this.#folders = new Map(Object.entries(folders));
    this.#onLeftOut = options.onLeftOut ?? (() => {});
    this.#pictureBuckets = new Set(options.pictureBuckets);
  }

  async head(object: ObjectIdentity): Promise<ObjectHead> {
    const path = await this.#existingPath(object);
    const leftOut = await this.#whyLeftOut(object, path);
    if (leftOut !== undefined) throw scanError("not_found", { found: leftOut.why });
    const head = await headFile(path);
    if (object.eTag !== undefined && object.eTag !== head.eTag) {
      throw scanError("superseded", { expectedETag: object.eTag });
    }
    return head;
  }

  async get(object: ObjectIdentity, maxBytes: number): Promise<StoredObject> {
    return readWholeFile(await this.#existingPath(object), maxBytes, object.eTag);
  }

  async put({ bucket, key }: ObjectLocation, body: AsyncIterable<Uint8Array>): Promise<void> {
    const refusal = refusalOf(key);
    if (refusal !== undefined) throw new RangeError(`${bucket}: expected a key, got ${refusal}`);
    const folder = this.#folder(bucket);
    await writeAtomically(pathOf(folder, key), body, join(folder, INCOMING));
  }

  /** Removes what a killed process was writing. Call while nobody writes to the bucket. */
  async removeUnfinished(bucket: string): Promise<void> {
    await rm(join(this.#folder(bucket), INCOMING), { recursive: true, force: true });
  }

  async open(location: ObjectLocation): Promise<AsyncIterable<Uint8Array>> {
    return createReadStream(await this.#existingPath(location));
  }

  async *list(
    bucket: string,
    { prefix = "", after }: ListOptions = {},
  ): AsyncGenerator<ListedObject> {
    const isWanted = (key: string) =>
      this.#isAllowed(key.replace(/\/$/, "")) &&
      (key.startsWith(prefix) || (key.endsWith("/") && prefix.startsWith(key)));
    const onLeftOut = this.#onLeftOut;
    const walk = { isWanted, onLeftOut, followsLinksToFiles: false };
    for await (const key of listKeys(this.#folder(bucket), walk)) {
      if (after !== undefined && !isBehind(key, after)) continue;
      const leftOut = await this.#whyLeftOut({ bucket, key }, pathOf(this.#folder(bucket), key));
      if (leftOut !== undefined) {
        onLeftOut(leftOut);
        continue;
      }
      const head = await this.#listedHead({ bucket, key });
      if (head !== undefined) yield { bucket, key, ...head };
    }
  }

  async #whyLeftOut({ bucket, key }: ObjectLocation, path: string): Promise<LeftOut | undefined> {
    return this.#pictureBuckets.has(bucket) ? whyLeftOut(path, key) : undefined;
  }

  #isAllowed(key: string): boolean {
    const refusal = refusalOf(key);
    if (refusal !== undefined && !isHidden(key)) {
      this.#onLeftOut({ key, why: refusal, hidesFiles: true });
    }
    return refusal === undefined;
  }

  /** Without opening the file: who may not read an object may still see it in a listing. */
  async #listedHead({ bucket, key }: ObjectLocation): Promise<ObjectHead | undefined> {
    try {
      return headOf(await lstat(pathOf(this.#folder(bucket), key), { bigint: true }));
    } catch (error) {
      const code = fileErrorCodeOf(error);
      if (code === undefined) throw error;
      const why = `it cannot be looked at (${code})`;
      if (code !== "ENOENT") this.#onLeftOut({ key, why, hidesFiles: true });
      return undefined;
    }
  }

  /** The object's path, once it is sure that no link on the way leads out of the folder. */
  async #existingPath(object: ObjectIdentity): Promise<string> {
    const refusal = refusalOf(object.key);
    if (refusal !== undefined) throw scanError("not_found", { found: refusal });
    if (s3VersionIdOf(object) !== undefined) {
      throw scanError("not_found", { found: "a folder, which keeps no versions" });
    }
    try {
      const path = pathOf(await realpath(this.#folder(object.bucket)), object.key);
      if ((await realpath(path)) === path) return path;
    } catch (error) {
      throw asScanError(error);
    }
    throw scanError("not_found", { found: "a symbolic link, or a name in other letters" });
  }

  #folder(bucket: string): string {
    const folder = this.#folders.get(bucket);
    if (folder === undefined) {
      throw scanError("not_found", { found: `no bucket ${JSON.stringify(bucket)}` });
    }
    return folder;
  }
}

/** In the order of a listing: by UTF-8 bytes, which is not the order of JavaScript's strings. */
function isBehind(key: string, other: string): boolean {
  return Buffer.compare(Buffer.from(key), Buffer.from(other)) > 0;
}
