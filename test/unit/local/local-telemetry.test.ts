import { expect, it } from "vitest";
import { warningLine } from "../../../local/local-telemetry.ts";

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
