import { afterEach, beforeEach, vi } from "vitest";
import { z } from "zod";

const Line = z.record(z.string(), z.json());
export type PrintedLine = z.infer<typeof Line>;

/** Lines that a EmfTelemetry prints during each test of the file, as JSON. */
export function printedLines(): () => PrintedLine[] {
  let printed: string[] = [];
  beforeEach(() => {
    printed = [];
    // Prints to the global console, where a test can see it; metrics are off then unless told.
    vi.stubEnv("POWERTOOLS_DEV", "true");
    vi.stubEnv("POWERTOOLS_METRICS_DISABLED", "false");
    for (const level of ["info", "warn", "error", "log"] as const) {
      vi.spyOn(console, level).mockImplementation((line) => void printed.push(String(line)));
    }
  });
  afterEach(() => {
    vi.unstubAllEnvs();
    vi.restoreAllMocks();
  });
  return () => printed.map((line) => Line.parse(JSON.parse(line)));
}
