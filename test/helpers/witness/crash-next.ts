import { vi } from "vitest";
import { ExaminingThread } from "../../../adapters/witness/examining-thread.ts";

/** The next request throws in the thread, where nothing catches it: it holds more than it may. */
export function crashNext(): void {
  const run = ExaminingThread.prototype.run;
  vi.spyOn(ExaminingThread.prototype, "run").mockImplementationOnce(function (
    this: ExaminingThread<unknown>,
    request,
  ) {
    return run.call(this, Object.assign({ other: 1 }, request));
  });
}
