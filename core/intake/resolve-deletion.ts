import type { Deletion } from "../contracts/deletion.ts";
import type { ObjectIdentity } from "../contracts/object-identity.ts";
import { ScanError } from "../contracts/reasons.ts";
import { CONTRACT_VERSION, type DeletedResult } from "../contracts/scan-result.ts";
import type { Clock, ObjectReader } from "../ports.ts";

export interface ResolveDeletionDeps {
  readonly reader: Pick<ObjectReader, "head">;
  readonly clock: Clock;
}

/**
 * Deletion → the result that records it. Heads the key where the event alone cannot say what is
 * left: after one version was removed, and when the event carries no sequencer to order it by.
 *
 * @throws whatever the HEAD throws except `not_found`: deliver again.
 */
export function makeResolveDeletion({ reader, clock }: ResolveDeletionDeps) {
  return async (deletion: Deletion): Promise<DeletedResult> => {
    const { object, target } = deletion;
    const isUncertain = target === "version" || object.sequencer === undefined;
    const current = isUncertain ? await currentUnder(reader, object) : undefined;
    const finishedAt = clock.now().toISOString();
    return {
      version: CONTRACT_VERSION,
      state: "deleted",
      deletion,
      ...(current && { current }),
      finishedAt,
    };
  };
}

async function currentUnder(
  reader: ResolveDeletionDeps["reader"],
  { bucket, key }: ObjectIdentity,
): Promise<ObjectIdentity | undefined> {
  try {
    const { eTag, versionId } = await reader.head({ bucket, key });
    return { bucket, key, eTag, ...(versionId !== undefined && { versionId }) };
  } catch (error) {
    if (error instanceof ScanError && error.code === "not_found") return undefined;
    throw error;
  }
}
