import { expect, it } from "vitest";
import { warningLine } from "../../../local/local-telemetry.ts";

it("what went wrong is one line in words", () => {
  const fields = { object: { key: "a\n.jpg" }, error: new Error("disk is full"), waitedMs: 3 };
  expect(warningLine("mask-not-named", fields)).toBe(
    'Warning: mask not named: object {"key":"a\\n.jpg"}, error disk is full, waitedMs 3',
  );
  expect(warningLine("folder-watch-failed", {})).toBe("Warning: folder watch failed");
  expect(warningLine("query-failed", { key: "a\n.jpg" })).toBe(
    "Warning: query failed: key a\\u{a}.jpg",
  );
});
