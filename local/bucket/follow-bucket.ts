import { systemClock as clock } from "../../adapters/clock/system-clock.ts";
import { FolderNotifier } from "../../adapters/folder/folder-notifier.ts";
import type { LeftOut } from "../../adapters/folder/list-files.ts";
import { QuietFiles } from "../../adapters/folder/quiet-files.ts";
import { watchFolder } from "../../adapters/folder/watch-folder.ts";
import type { ObjectLister, Telemetry, VerdictStore } from "../../core/ports.ts";
import type { LocalCloud } from "../cloud/cloud.ts";
import type { Shutdown } from "../shutdown.ts";
import type { AwaitedKeys } from "./awaited-keys.ts";
import { IMAGE_BUCKET } from "./buckets.ts";
import { reconcile } from "./queue-unanswered.ts";

export interface FollowBucketDeps {
  readonly folder: string;
  readonly cloud: LocalCloud;
  readonly objects: ObjectLister;
  readonly verdicts: VerdictStore;
  readonly awaited: AwaitedKeys;
  readonly onLeftOut: (leftOut: LeftOut) => void;
  readonly telemetry: Telemetry;
  readonly shutdown: Shutdown;
  /** Ends the look at what happened before. */
  readonly stopping?: AbortSignal;
}

/**
 * The image bucket's notifications, of what happens from now on and of what happened before.
 * Watching comes first: a file that arrives while the listing is read is seen by one or both.
 *
 * @returns the number of events queued about what happened before.
 */
export async function followBucket(deps: FollowBucketDeps): Promise<number> {
  const { folder, cloud, telemetry, onLeftOut, shutdown } = deps;
  const send = cloud.notifications.send.bind(cloud.notifications);
  const names = { bucket: IMAGE_BUCKET, folder };
  const notifier = new FolderNotifier({ ...names, send, clock, onLeftOut });
  const onChange = (key: string) => notifier.look(key);
  const quiet = new QuietFiles(folder);
  shutdown.add(() => quiet.close());
  const watch = await watchFolder({ folder, onChange, quiet, onLeftOut, telemetry });
  shutdown.add(() => watch.close());
  return reconcile({ ...deps, bucket: IMAGE_BUCKET, notifier, quiet });
}
