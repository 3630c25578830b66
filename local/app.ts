import { once } from "node:events";
import { ModelError } from "../adapters/model/model-error.ts";
import { stopSignal } from "../adapters/process/stop-signal.ts";
import { defaultHomeFor } from "./default-home.ts";
import { makeTelemetry } from "./local-telemetry.ts";
import { HELP, parseOptions } from "./options.ts";
import { Reporter } from "./reporter.ts";
import { StartError } from "./start-error.ts";
import { type LocalSystem, startSystem } from "./system.ts";
import { pageFiles } from "./viewer/page-files.ts";

/**
 * `npm start`: scans what the bucket holds, prints the verdicts, then follows the bucket.
 *
 * @returns the exit code: 1 when the network's thread crashed; with `--once`, also when it was stopped
 *   half-way, or not everything in the folder was scanned.
 * @throws StartError, ModelError.
 */
async function main(args: readonly string[]): Promise<0 | 1> {
  const options = parseOptions(args, process.env);
  const reporter = new Reporter(process.stdout, process.stderr);
  if (options.help) {
    reporter.say(HELP);
    return 0;
  }
  // It is about updates from AWS; here the SDK speaks to emulators in this very process.
  process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] ??= "true";
  const stop = stopSignal(() => reporter.stopping());
  const telemetry = makeTelemetry(options.verbose);
  const onVerdict = reporter.verdict.bind(reporter);
  const onLeftOut = reporter.leftOut.bind(reporter);
  const home = options.home ?? (await defaultHomeFor(options.bucketDir));
  const starting = startSystem({ ...options, home, telemetry, onVerdict, onLeftOut, stop });
  const system = await starting.catch((error: unknown) => {
    if (stop.aborted && error === stop.reason) return undefined;
    throw error;
  });
  if (system === undefined) return options.once ? 1 : 0;
  const end = await scanUntilEnd(system, reporter, { stop, isOnce: options.once });
  await system.stop();
  return end === "crashed" || (options.once && end !== "whole") ? 1 : 0;
}

type End = "stopped" | "crashed" | "whole" | "parted";

/** Shows what is scanned until that ends. `parted`: it was scanned once, and not all of it could be. */
async function scanUntilEnd(
  system: LocalSystem,
  reporter: Reporter,
  { stop, isOnce }: { readonly stop: AbortSignal; readonly isOnce: boolean },
): Promise<End> {
  // Built by the time that somebody opens it; a failure is told to whoever does.
  if (!isOnce) pageFiles().catch(() => {});
  const abort = stop.aborted ? Promise.resolve() : once(stop, "abort");
  const stopped = abort.then((): End => "stopped");
  const crashed = system.crashed.then((): End => "crashed");

  if (!stop.aborted) reporter.scanning(system);
  const settled = system.awaited.settled().then(() => "settled" as const);
  const end = await Promise.race([stopped, crashed, settled]);
  if (end !== "settled") return end;
  const isWhole = reporter.settled(system, { isAll: isOnce }) && !system.leftOut.hidesFiles;
  if (isOnce) return isWhole ? "whole" : "parted";
  reporter.staysUp(system);
  return Promise.race([stopped, crashed]);
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof StartError || error instanceof ModelError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
