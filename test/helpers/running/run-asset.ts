import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { z } from "zod";

const RUNNER = fileURLToPath(new URL("./asset-runner.mjs", import.meta.url));

const Printed = z.object({ answer: z.json(), peakMemoryBytes: z.number() });

/** Runs a function's asset as Lambda would: in its own process, with its own environment alone. */
export async function runAsset(
  folder: string,
  event: unknown,
  environment: Readonly<Record<string, string>>,
): Promise<z.infer<typeof Printed>> {
  const options = { cwd: folder, env: environment };
  const run = promisify(execFile)(process.execPath, [RUNNER], options);
  run.child.stdin?.end(JSON.stringify(event));
  const { stdout } = await run;
  return Printed.parse(JSON.parse(stdout.trimEnd().split("\n").at(-1) ?? ""));
}
