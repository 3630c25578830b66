import { once } from "node:events";
import { lstat, readdir } from "node:fs/promises";
import { relative } from "node:path";
import { watch } from "chokidar";
import type { Telemetry } from "../../core/ports.ts";
import { fileErrorCodeOf } from "./file-error.ts";
import { type LeftOut, LINK, lockedFolder } from "./list-files.ts";
import { isHidden, keyOf, refusalOf } from "./object-path.ts";
import { isClosed, type QuietFiles } from "./quiet-files.ts";

export interface WatchFolderOptions {
  readonly folder: string;
  /** Called for every file that was added, changed or removed, once it has been written whole. */
  readonly onChange: (key: string) => Promise<unknown>;
  readonly quiet: Pick<QuietFiles, "whenQuiet">;
  /** Told of what is no object although it came into the folder. */
  readonly onLeftOut: (leftOut: LeftOut) => void;
  readonly telemetry: Telemetry;
}

export interface FolderWatch {
  close(): Promise<void>;
}

/** Resolves once every later change will be noticed. Files that are there already are not reported. */
export async function watchFolder(options: WatchFolderOptions): Promise<FolderWatch> {
  const { folder, telemetry, onLeftOut } = options;
  const keyAt = (path: string) => keyOf(relative(folder, path));
  const watcher = watch(folder, {
    ignored: (path) => path !== folder && isRefused(keyAt(path), onLeftOut),
    ignoreInitial: true,
    followSymlinks: false,
    // Else files that may not be read would be passed over: they get a verdict that says so.
    ignorePermissionErrors: true,
  });
  const report = reporter(options);
  const onPath = (path: string) => report(keyAt(path));
  watcher.on("add", onPath).on("change", onPath).on("unlink", onPath);
  watcher.on("error", (error) => telemetry.log("error", "folder-watch-failed", adviceOn(error)));
  await once(watcher, "ready");
  watcher.on("addDir", (path) => void tellIfLocked(path, keyAt(path), onLeftOut));
  watcher.on("add", (path, stats) => {
    if (stats?.isSymbolicLink()) onLeftOut({ key: keyAt(path), ...LINK });
  });
  return { close: () => watcher.close() };
}

/** Looks at a file once, however many changes were told of while it was written. */
function reporter({ onChange, quiet, telemetry }: WatchFolderOptions): (key: string) => void {
  const waitedFor = new Set<string>();
  return (key) => {
    if (waitedFor.has(key)) return;
    waitedFor.add(key);
    quiet
      .whenQuiet(key)
      .finally(() => waitedFor.delete(key))
      .then(() => onChange(key))
      .catch((error: unknown) => {
        if (!isClosed(error)) telemetry.log("error", "folder-change-not-queued", { key, error });
      });
  };
}

function isRefused(key: string, onLeftOut: WatchFolderOptions["onLeftOut"]): boolean {
  const refusal = refusalOf(key);
  if (refusal === undefined) return false;
  if (!isHidden(key)) onLeftOut({ key, why: refusal, hidesFiles: true });
  return true;
}

/** What comes into such a folder later is not noticed, either. */
async function tellIfLocked(path: string, key: string, onLeftOut: WatchFolderOptions["onLeftOut"]) {
  const code = await enter(path).then(() => undefined, fileErrorCodeOf);
  if (code !== undefined && code !== "ENOENT") onLeftOut({ key, ...lockedFolder(code) });
}

/** Takes the right to read a folder, and the right to reach what is in it. */
async function enter(path: string): Promise<void> {
  await readdir(path);
  await lstat(`${path}/.`);
}

function adviceOn(error: unknown) {
  const isOutOfWatches = fileErrorCodeOf(error) === "ENOSPC";
  return isOutOfWatches ? { error, advice: "raise fs.inotify.max_user_watches" } : { error };
}
