import { writeFile } from "node:fs/promises";
import type { Clock, Telemetry } from "../core/ports.ts";

export interface PollMarkDeps {
  readonly clock: Pick<Clock, "now">;
  readonly telemetry: Pick<Telemetry, "log">;
}

/** Writes the time into a file, for a health check. A file that cannot be written is logged, never thrown. */
export function makePollMark(file: string, { clock, telemetry }: PollMarkDeps) {
  return async (): Promise<void> => {
    try {
      await writeFile(file, clock.now().toISOString());
    } catch (error) {
      telemetry.log("error", "poll-not-marked", { error });
    }
  };
}
