import { execFile } from "node:child_process";
import { promisify } from "node:util";

const TIMEOUT_MS = 10_000;

/** Whether a Docker engine answers on this machine. */
export async function hasDocker(): Promise<boolean> {
  const asked = promisify(execFile)("docker", ["info"], { timeout: TIMEOUT_MS });
  return asked.then(
    () => true,
    () => false,
  );
}
