import { randomUUID } from "node:crypto";
import pMap from "p-map";
import { REVIEW_PREFIX, reviewKeyOf } from "../../core/contracts/object-keys.ts";
import type { ObjectLister, ObjectReader, ObjectWriter, Telemetry } from "../../core/ports.ts";
import { Review, standing } from "../../core/reviews/review.ts";
import type { Reviews } from "../viewer/review-routes.ts";

export interface KeptReviewsDeps {
  readonly objects: Pick<ObjectReader, "get"> & ObjectWriter & ObjectLister;
  readonly maskBucket: string;
  readonly telemetry: Telemetry;
}

const MAX_REVIEW_BYTES = 64 * 1024;
const READS_AT_ONCE = 16;

/** Beside the masks, an object each that is never written again: shared by all who look. */
export class KeptReviews implements Reviews {
  readonly #deps: KeptReviewsDeps;
  /** By key; nothing for what is no review. */
  readonly #read = new Map<string, Review | undefined>();

  constructor(deps: KeptReviewsDeps) {
    this.#deps = deps;
  }

  async standing(): Promise<Review[]> {
    const { objects, maskBucket } = this.#deps;
    const keys: string[] = [];
    for await (const { key } of objects.list(maskBucket, { prefix: REVIEW_PREFIX })) keys.push(key);
    const fresh = keys.filter((key) => !this.#read.has(key));
    await pMap(fresh, (key) => this.#readOne(key), { concurrency: READS_AT_ONCE });
    return standing(keys.flatMap((key) => this.#read.get(key) ?? []));
  }

  async add(review: Review): Promise<void> {
    const { objects, maskBucket: bucket } = this.#deps;
    const key = reviewKeyOf(review, randomUUID());
    await objects.put({ bucket, key }, once(JSON.stringify(review)), "application/json");
    this.#read.set(key, review);
  }

  async #readOne(key: string): Promise<void> {
    const { objects, maskBucket: bucket, telemetry } = this.#deps;
    const { bytes } = await objects.get({ bucket, key }, MAX_REVIEW_BYTES);
    const text = Buffer.from(bytes).toString();
    try {
      this.#read.set(key, Review.parse(JSON.parse(text)));
    } catch (error) {
      this.#read.set(key, undefined);
      telemetry.log("warn", "review-unreadable", { line: text, error });
    }
  }
}

async function* once(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}
