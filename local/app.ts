import { once } from "node:events";
import { ModelError } from "../adapters/model/model-error.ts";
import { stopSignal } from "../adapters/process/stop-signal.ts";
import { makeTelemetry } from "./local-telemetry.ts";
import { HELP, parseOptions } from "./options.ts";
import { Reporter } from "./reporter.ts";
import { StartError } from "./start-error.ts";
import { startSystem } from "./system.ts";
import { pageFiles } from "./viewer/page-files.ts";

const STOPPING =
  "Stopping: what is in hand is finished, the rest is found again at the next start.";

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
  const stop = stopSignal(() => reporter.say(STOPPING));
  const telemetry = makeTelemetry(options.verbose);
  const onVerdict = reporter.verdict.bind(reporter);
  const system = await startSystem({ ...options, telemetry, onVerdict });
  // Built by the time that somebody opens it; a failure is told to whoever does.
  if (!options.once) pageFiles().catch(() => {});
  const stopped = stop.aborted ? Promise.resolve("stopped") : once(stop, "abort");
  const crashed = system.crashed.then(() => "crashed");

  const endScanning = reporter.scanning(system);
  const settled = system.awaited.settled().then(() => "settled");
  let end = await Promise.race([stopped, crashed, settled]);
  endScanning();
  const isWhole = end === "settled" && (await reporter.table(system)) && system.leftOut.size === 0;
  if (end === "settled" && !options.once) {
    reporter.staysUp(system);
    end = await Promise.race([stopped, crashed]);
  }
  await system.stop();
  return end === "crashed" || (options.once && !isWhole) ? 1 : 0;
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof StartError || error instanceof ModelError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
