import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { z } from "zod";

/** Imports index.mjs of the working folder, hands the event on stdin to its handler, prints last. */
const RUNNER = `
  const { text } = await import("node:stream/consumers");
  const { handler } = await import(process.cwd() + "/index.mjs");
  const answer = await handler(JSON.parse(await text(process.stdin)));
  const peakMemoryBytes = process.resourceUsage().maxRSS * 1024;
  console.log("\\n" + JSON.stringify({ answer, peakMemoryBytes }));
`;

const Printed = z.object({ answer: z.json(), peakMemoryBytes: z.number() });

/** Runs a function's asset as Lambda would: in its own process, with its own environment alone. */
export async function runAsset(
  folder: string,
  event: unknown,
  environment: Readonly<Record<string, string>>,
): Promise<z.infer<typeof Printed>> {
  const parameters = ["--input-type=module", "--eval", RUNNER];
  const run = promisify(execFile)(process.execPath, parameters, { cwd: folder, env: environment });
  run.child.stdin?.end(JSON.stringify(event));
  const { stdout } = await run;
  return Printed.parse(JSON.parse(stdout.trimEnd().split("\n").at(-1) ?? ""));
}
