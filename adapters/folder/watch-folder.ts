import { once } from "node:events";
import { relative } from "node:path";
import { watch } from "chokidar";
import type { Telemetry } from "../../core/ports.ts";
import { isHidden, keyOf, refusalOf } from "./object-path.ts";

export interface WatchFolderOptions {
  readonly folder: string;
  /** Called for every file that was added, changed or removed, once it has stopped growing. */
  readonly onChange: (key: string) => Promise<unknown>;
  readonly telemetry: Telemetry;
  /** How long a file's size must stand still. @default 400 */
  readonly settleMs?: number;
}

export interface FolderWatch {
  close(): Promise<void>;
}

const POLL_MS = 100;

/** Resolves once every later change will be noticed. Files that are there already are not reported. */
export async function watchFolder(options: WatchFolderOptions): Promise<FolderWatch> {
  const { folder, onChange, telemetry, settleMs = 400 } = options;
  const keyAt = (path: string) => keyOf(relative(folder, path));
  const watcher = watch(folder, {
    ignored: (path) => path !== folder && isRefused(keyAt(path), telemetry),
    ignoreInitial: true,
    followSymlinks: false,
    awaitWriteFinish: { stabilityThreshold: settleMs, pollInterval: POLL_MS },
  });
  const report = (path: string) => {
    onChange(keyAt(path)).catch((error: unknown) =>
      telemetry.log("error", "folder-change-not-queued", { key: keyAt(path), error }),
    );
  };
  watcher.on("add", report).on("change", report).on("unlink", report);
  watcher.on("error", (error) => telemetry.log("error", "folder-watch-failed", adviceOn(error)));
  await once(watcher, "ready");
  return { close: () => watcher.close() };
}

function isRefused(key: string, telemetry: Telemetry): boolean {
  const refusal = refusalOf(key);
  if (refusal === undefined) return false;
  if (!isHidden(key)) telemetry.log("warn", "file-name-is-no-key", { key, refusal });
  return true;
}

function adviceOn(error: unknown) {
  const isOutOfWatches = error instanceof Error && "code" in error && error.code === "ENOSPC";
  return isOutOfWatches ? { error, advice: "raise fs.inotify.max_user_watches" } : { error };
}
