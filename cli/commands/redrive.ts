import type { Command } from "@commander-js/extra-typings";
import { systemClock as clock } from "../../adapters/clock/system-clock.ts";
import { ReasonCode } from "../../core/contracts/reasons.ts";
import { RETRYABLE_REASONS } from "../../core/requeue/redrive-job.ts";
import type { CommandContext } from "../command-context.ts";
import { examples } from "../examples.ts";
import { parseMoment } from "../moment.ts";
import {
  DRY_RUN_OPTION,
  JSON_OPTION,
  RATE_PER_SECOND_OPTION,
  SYSTEM_OPTION,
  TIME_HELP,
} from "../requeue-options.ts";
import { UsageError } from "../usage-error.ts";

const REASONS = `only these reasons (default: those that a retry can change: ${RETRYABLE_REASONS.join(", ")})`;

export function addRedrive(program: Command, { terminal, exitWith }: CommandContext): void {
  const moment = (option: string) => (text: string) => parseMoment(option, text, clock.now());
  program
    .command("redrive")
    .description("scan again what was given up: jobs of the current verdicts that failed")
    .option("--reason <code...>", REASONS, addReason)
    .option("--since <time>", "only what was given up from then on", moment("--since"))
    .option("--until <time>", "only what was given up before", moment("--until"))
    .option("--prefix <text>", "only where BUCKET/KEY begins with it")
    .addOption(SYSTEM_OPTION)
    .addOption(RATE_PER_SECOND_OPTION)
    .addOption(DRY_RUN_OPTION)
    .addOption(JSON_OPTION)
    .addHelpText("after", TIME_HELP)
    .addHelpText(
      "after",
      examples("fasa redrive --dry-run", "fasa redrive --reason access_denied --since 7d"),
    )
    .action(async ({ rate: ratePerSecond, reason: reasons, since, until, prefix, ...options }) => {
      const filter = { reasons, since, until, prefix };
      const { runRedrive } = await import("../system/run-redrive.ts");
      exitWith(await runRedrive({ filter, ratePerSecond, ...options }, terminal));
    });
}

function addReason(text: string, before: readonly ReasonCode[] = []): readonly ReasonCode[] {
  const reason = ReasonCode.safeParse(text);
  if (reason.success) return [...before, reason.data];
  const expected = ReasonCode.options.join(", ");
  throw new UsageError(
    `Expected one of ${expected} as --reason, received ${JSON.stringify(text)}.`,
  );
}
