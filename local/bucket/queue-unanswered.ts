import type { FolderNotifier } from "../../adapters/folder/folder-notifier.ts";
import { isClosed, type QuietFiles } from "../../adapters/folder/quiet-files.ts";
import type { ObjectLister, Telemetry, VerdictStore } from "../../core/ports.ts";
import type { AwaitedKeys } from "./awaited-keys.ts";

export interface ReconcileDeps {
  readonly bucket: string;
  readonly objects: ObjectLister;
  readonly verdicts: VerdictStore;
  readonly notifier: FolderNotifier;
  readonly quiet: QuietFiles;
  readonly awaited: AwaitedKeys;
  readonly telemetry: Telemetry;
  /** Ends the look: the next start has another one. */
  readonly stopping?: AbortSignal;
}

/**
 * Puts on the queue what happened to the bucket while nobody watched: objects without a verdict or
 * with another ETag than theirs, and verdicts whose object is gone. Finds again what was on a queue
 * when the process ended, too, since no verdict came of it.
 *
 * @returns the number of events queued, or to be queued once a file that is being written is whole.
 */
export async function reconcile(deps: ReconcileDeps): Promise<number> {
  const keys = await knownKeys(deps);
  let queued = 0;
  for (const key of keys) {
    if (deps.stopping?.aborted) break;
    deps.awaited.expect(key);
    if (!(await deps.quiet.isQuiet(key))) void lookLater(deps, key);
    else if (!(await look(deps, key))) continue;
    queued++;
  }
  return queued;
}

/** Of the objects, and of what there is a verdict about. */
async function knownKeys({ bucket, objects, verdicts, notifier }: ReconcileDeps) {
  const keys = new Set<string>();
  for await (const { state, object } of verdicts.list({ bucket })) {
    const eTag = state === "deleted" ? undefined : object.eTag;
    notifier.recall(object.key, eTag, object.sequencer ?? "0");
    keys.add(object.key);
  }
  for await (const { key } of objects.list(bucket)) keys.add(key);
  return keys;
}

async function look({ notifier, awaited }: ReconcileDeps, key: string): Promise<boolean> {
  const isNews = await notifier.look(key);
  if (!isNews) awaited.settle(key);
  return isNews;
}

async function lookLater(deps: ReconcileDeps, key: string): Promise<void> {
  try {
    await deps.quiet.whenQuiet(key);
    await look(deps, key);
  } catch (error) {
    if (isClosed(error)) return;
    deps.telemetry.log("error", "folder-change-not-queued", { key, error });
    deps.awaited.settle(key);
  }
}
