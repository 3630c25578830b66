import { rm } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import type { FolderObjectStore } from "../../adapters/folder/folder-object-store.ts";
import {
  type FolderEvent,
  notificationOf,
  type S3Notification,
} from "../../adapters/folder/notification.ts";
import type { ObjectIdentity } from "../../core/contracts/object-identity.ts";
import { IMAGE_BUCKET } from "../../local/bucket/buckets.ts";
import type { Random } from "../fuzz/mutate.ts";
import type { Truth } from "./expected.ts";

/** One upload, and what must be said about it. */
export interface Upload {
  readonly object: ObjectIdentity;
  readonly truth: Truth;
  /** From then on, in milliseconds since 1970, it may be overwritten or deleted already. */
  goneSinceMs?: number;
}

export interface LiveBucketOptions {
  readonly folder: string;
  readonly objects: FolderObjectStore;
  readonly send: (notification: S3Notification) => Promise<void>;
  readonly random: Random;
}

/** In percent of all events. S3 tells at least once, and in no order. */
const TWICE = 30;
const LATE = 15;
const LATEST_MS = 2000;

/** A folder as the image bucket, and S3's notifications about it. */
export class LiveBucket {
  /** All that there ever were, oldest first. */
  readonly uploads: Upload[] = [];
  /** Key → what is under it; nothing once it was deleted. */
  readonly current = new Map<string, Upload | undefined>();
  readonly #options: LiveBucketOptions;
  readonly #late: Promise<void>[] = [];
  #events = 0;

  constructor(options: LiveBucketOptions) {
    this.#options = options;
  }

  async put(key: string, bytes: Buffer, truth: Truth): Promise<void> {
    this.#leave(key);
    const { objects } = this.#options;
    const location = { bucket: IMAGE_BUCKET, key };
    await objects.put(location, Readable.from([bytes]));
    const { eTag, sizeBytes } = await objects.head(location);
    const sequencer = this.#nextSequencer();
    const upload = { object: { ...location, sequencer, eTag }, truth };
    this.uploads.push(upload);
    this.current.set(key, upload);
    await this.#tell({ name: "ObjectCreated:Put", ...upload.object, sizeBytes, time: new Date() });
  }

  async delete(key: string): Promise<void> {
    this.#leave(key);
    await rm(join(this.#options.folder, key));
    this.current.set(key, undefined);
    const sequencer = this.#nextSequencer();
    const time = new Date();
    await this.#tell({ name: "ObjectRemoved:Delete", bucket: IMAGE_BUCKET, key, sequencer, time });
  }

  /** Resolves once every event is on its queue. */
  async told(): Promise<void> {
    await Promise.all(this.#late);
  }

  #leave(key: string): void {
    const upload = this.current.get(key);
    if (upload !== undefined) upload.goneSinceMs = Date.now();
  }

  #nextSequencer(): string {
    return (++this.#events).toString(16).padStart(16, "0");
  }

  async #tell(event: FolderEvent): Promise<void> {
    const { send, random } = this.#options;
    const notification = notificationOf(event);
    const sendLate = async () => {
      await sleep(random(LATEST_MS));
      await send(notification);
    };
    if (random(100) < TWICE) this.#late.push(sendLate());
    if (random(100) < LATE) this.#late.push(sendLate());
    else await send(notification);
  }
}
