/** What the shell learns. `fasa --help` prints the same numbers. */
export const EXIT = {
  ok: 0,
  /** Some image was failed or skipped, or the answer is such a verdict. */
  notScanned: 1,
  /** Nothing was done: the command line cannot be followed. */
  usage: 2,
  /** The image is known and not scanned yet. */
  pending: 3,
  /** Nobody knows the image. */
  unknown: 4,
  /** No system answered, or not in words that are understood. */
  unreachable: 5,
  /** Stopped by Ctrl-C, as shells say it. */
  stopped: 130,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
