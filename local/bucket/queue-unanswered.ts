import type { FolderNotifier } from "../../adapters/folder/folder-notifier.ts";
import type { ObjectLister, VerdictStore } from "../../core/ports.ts";
import type { AwaitedKeys } from "./awaited-keys.ts";

export interface ReconcileDeps {
  readonly bucket: string;
  readonly objects: ObjectLister;
  readonly verdicts: VerdictStore;
  readonly notifier: FolderNotifier;
  readonly awaited: AwaitedKeys;
}

/**
 * Puts on the queue what happened to the bucket while nobody watched: objects without a verdict or
 * with another ETag than theirs, and verdicts whose object is gone. Finds again what was on a queue
 * when the process ended, too, since no verdict came of it.
 *
 * @returns the number of events queued.
 */
export async function reconcile(deps: ReconcileDeps): Promise<number> {
  const { bucket, objects, verdicts, notifier, awaited } = deps;
  const keys = new Set<string>();
  for await (const { state, object } of verdicts.list({ bucket })) {
    const eTag = state === "deleted" ? undefined : object.eTag;
    notifier.recall(object.key, eTag, object.sequencer ?? "0");
    keys.add(object.key);
  }
  for await (const { key } of objects.list(bucket)) keys.add(key);

  let queued = 0;
  for (const key of keys) {
    awaited.expect(key);
    if (await notifier.look(key)) queued++;
    else awaited.settle(key);
  }
  return queued;
}
