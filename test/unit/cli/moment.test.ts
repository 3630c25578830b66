import { expect, it } from "vitest";
import { parseMoment } from "../../../cli/moment.ts";

const NOW = new Date("2026-01-31T12:00:00Z");

it.each([
  ["2026-01-02", "2026-01-02T00:00:00.000Z"],
  ["2026-01-02T03:04:05Z", "2026-01-02T03:04:05.000Z"],
  ["2026-01-02T03:04:05+02:00", "2026-01-02T01:04:05.000Z"],
  ["0m", "2026-01-31T12:00:00.000Z"],
  ["30m", "2026-01-31T11:30:00.000Z"],
  ["36h", "2026-01-30T00:00:00.000Z"],
  ["7d", "2026-01-24T12:00:00.000Z"],
])("%s is %s", (text, time) => {
  expect(parseMoment("--since", text, NOW).toISOString()).toBe(time);
});

it.each(["", "7", "7w", "-1d", "yesterday", "2026-13-01", "1234567d"])("refuses %j", (text) => {
  const parse = () => parseMoment("--since", text, NOW);
  expect(parse).toThrow(/30m, 36h or 7d as --since, received/);
});

it.each(["999999d", "1969-12-31", "0001-01-01T00:00:00Z"])("refuses %j as too early", (text) => {
  const parse = () => parseMoment("--since", text, NOW);
  expect(parse).toThrow(`as --since, received "${text}", which is before 1970.`);
});
