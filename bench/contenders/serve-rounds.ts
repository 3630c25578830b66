import { monitorEventLoopDelay } from "node:perf_hooks";
import { createInterface } from "node:readline";
import { ContenderTask, type RoundReport } from "../suite/contender-messages.ts";

/** Runs every file of the task once. */
type Round = () => Promise<void>;

/**
 * What the process of a contender does: prepares, says that it is ready, and answers each line on
 * stdin with what a round took. Ends with stdin.
 */
export async function serveRounds(prepare: (task: ContenderTask) => Promise<Round>): Promise<void> {
  const round = await prepare(ContenderTask.parse(JSON.parse(process.argv[2] ?? "")));
  print({ ready: true });
  for await (const _ of createInterface({ input: process.stdin })) print(await measured(round));
  process.exit();
}

async function measured(round: Round): Promise<RoundReport> {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const before = process.cpuUsage();
  const started = performance.now();
  await round();
  const seconds = (performance.now() - started) / 1000;
  const { user, system } = process.cpuUsage(before);
  delay.disable();
  return {
    seconds,
    cpuSeconds: (user + system) / 1e6,
    peakMib: process.resourceUsage().maxRSS / 1024,
    delayMs: delay.max / 1e6,
  };
}

function print(message: unknown): void {
  process.stdout.write(`${JSON.stringify(message)}\n`);
}
