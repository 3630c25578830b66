import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { CreateBucketCommand, DeleteObjectCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { type Emulator, makeS3Client } from "../../../adapters/aws/clients.ts";
import type { ModelLocation } from "../../../core/settings/model-env.ts";
import { EXTERNAL_MODEL_DIRECTORY } from "../fixtures.ts";

const PREFIX = "models/tiny v1/";

/** A bucket that holds the model with external data, and what may go wrong with it. */
export class ModelBucket {
  readonly location: ModelLocation;
  readonly #client: ReturnType<typeof makeS3Client>;

  private constructor(emulator: Emulator, location: ModelLocation) {
    this.#client = makeS3Client(emulator);
    this.location = location;
  }

  static async filled(emulator: Emulator): Promise<ModelBucket> {
    const manifest = await readFile(join(EXTERNAL_MODEL_DIRECTORY, "manifest.json"));
    const location = { bucket: "models", prefix: PREFIX, manifestSha256: sha256(manifest) };
    const bucket = new ModelBucket(emulator, location);
    await bucket.#client.send(new CreateBucketCommand({ Bucket: location.bucket }));
    for (const file of await readdir(EXTERNAL_MODEL_DIRECTORY)) {
      await bucket.put(file, await readFile(join(EXTERNAL_MODEL_DIRECTORY, file)));
    }
    return bucket;
  }

  async put(file: string, Body: Uint8Array | string): Promise<void> {
    await this.#client.send(new PutObjectCommand({ ...this.#object(file), Body }));
  }

  async remove(file: string): Promise<void> {
    await this.#client.send(new DeleteObjectCommand(this.#object(file)));
  }

  /** Flips one bit in the middle of a file. */
  async flip(file: string): Promise<void> {
    await this.put(file, flipped(await readFile(join(EXTERNAL_MODEL_DIRECTORY, file))));
  }

  #object(file: string) {
    return { Bucket: this.location.bucket, Key: `${PREFIX}${file}` };
  }
}

/** A copy with one bit in its middle flipped. */
export function flipped(bytes: Uint8Array): Uint8Array {
  const middle = bytes.length >> 1;
  return bytes.map((byte, index) => (index === middle ? byte ^ 1 : byte));
}

export function sha256(bytes: Uint8Array | string): string {
  return createHash("sha256").update(bytes).digest("hex");
}
