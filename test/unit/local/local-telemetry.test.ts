import { expect, it, onTestFinished, vi } from "vitest";
import { makeTelemetry, warningLine } from "../../../local/local-telemetry.ts";

it("what went wrong is one line in words", () => {
  const fields = { object: { key: "a\n.jpg" }, error: new Error("disk is full"), waitedMs: 3 };
  expect(warningLine("mask-not-named", fields)).toBe(
    'Warning: mask not named: object {"key":"a\\n.jpg"}, error disk is full, waitedMs 3',
  );
  const cause = new Error("it is gone", { cause: new Error("ENOENT") });
  const all = new AggregateError([cause], "1 of 1 records failed");
  expect(warningLine("message-failed", { error: all })).toBe(
    "Warning: message failed: error 1 of 1 records failed: it is gone: ENOENT",
  );
  expect(warningLine("folder-watch-failed", {})).toBe("Warning: folder watch failed");
  expect(warningLine("query-failed", { key: "a\n.jpg" })).toBe(
    "Warning: query failed: key a\\u{a}.jpg",
  );
});

it("says nothing of steps, nor of tries that end in a verdict", () => {
  const write = vi.spyOn(process.stderr, "write").mockReturnValue(true);
  onTestFinished(() => write.mockRestore());
  const { log } = makeTelemetry(false);
  log("info", "file-left-out", { key: "a.txt" });
  log("warn", "message-failed", { messageId: "m" });
  expect(write).not.toHaveBeenCalled();
  log("error", "message-failed", { messageId: "m" });
  expect(write).toHaveBeenCalledExactlyOnceWith("Warning: message failed: messageId m\n");
});
