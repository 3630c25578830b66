/** The code of an error of the file system; undefined for any other error. */
export function fileErrorCodeOf(error: unknown): string | undefined {
  const isOne = error instanceof Error && "code" in error && "syscall" in error;
  return isOne ? String(error.code) : undefined;
}
