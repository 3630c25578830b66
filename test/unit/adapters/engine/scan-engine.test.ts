import { expect, it, vi } from "vitest";
import { makeLogReplacement } from "../../../../adapters/engine/scan-engine.ts";

it("a thread that is replaced is logged, with how it ended, and counted", () => {
  const telemetry = { log: vi.fn(), metric: vi.fn() };
  makeLogReplacement(telemetry)("hung");
  expect(telemetry.log).toHaveBeenCalledExactlyOnceWith("error", "inference-thread-replaced", {
    end: "hung",
  });
  expect(telemetry.metric).toHaveBeenCalledExactlyOnceWith("InferenceReplaced", 1);
});
