import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { z } from "zod";

/** Imports index.mjs of the working folder, calls its handler, and prints the answer last. */
const RUNNER = `
  const { handler } = await import(process.cwd() + "/index.mjs");
  console.log("\\n" + JSON.stringify(await handler(JSON.parse(process.argv[1]))));
`;

/** Runs a function's asset as Lambda would: in its own process, with its own environment alone. */
export async function runAsset(
  folder: string,
  event: unknown,
  environment: Readonly<Record<string, string>>,
): Promise<unknown> {
  const parameters = ["--input-type=module", "--eval", RUNNER, JSON.stringify(event)];
  const { stdout } = await promisify(execFile)(process.execPath, parameters, {
    cwd: folder,
    env: environment,
  });
  return z.json().parse(JSON.parse(stdout.trimEnd().split("\n").at(-1) ?? ""));
}
