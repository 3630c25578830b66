import type { ObjectLocation } from "../../../core/contracts/object-identity.ts";
import { scanError } from "../../../core/contracts/reasons.ts";
import type { ObjectHead, ObjectReader, ObjectWriter } from "../../../core/ports.ts";

/** Buckets as a map. What is set as `refusal` is thrown by everything. */
export class MemoryObjects implements ObjectWriter, Pick<ObjectReader, "head"> {
  readonly written: (ObjectLocation & { readonly bytes: Buffer; readonly contentType: string })[] =
    [];
  readonly #heads = new Map<string, ObjectHead>();
  refusal: Error | undefined;

  /** Says what a HEAD finds; without a version id it is also what is current. */
  place({ bucket, key }: ObjectLocation, head: ObjectHead, versionId?: string): void {
    this.#heads.set(JSON.stringify([bucket, key, versionId]), head);
  }

  async head(object: Parameters<ObjectReader["head"]>[0]): Promise<ObjectHead> {
    if (this.refusal) throw this.refusal;
    const head = this.#heads.get(JSON.stringify([object.bucket, object.key, object.versionId]));
    if (head === undefined) throw scanError("not_found", { found: "nothing in the map" });
    return head;
  }

  async put({ bucket, key }: ObjectLocation, body: AsyncIterable<Uint8Array>, contentType: string) {
    if (this.refusal) throw this.refusal;
    const chunks: Uint8Array[] = [];
    for await (const chunk of body) chunks.push(chunk.slice());
    this.written.push({ bucket, key, bytes: Buffer.concat(chunks), contentType });
  }
}
