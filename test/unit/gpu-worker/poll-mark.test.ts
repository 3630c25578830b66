import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { makePollMark } from "../../../gpu-worker/poll-mark.ts";
import { temporaryFolder } from "../../helpers/temporary-folder.ts";

const clock = { now: () => new Date("2026-01-31T01:00:00Z") };

it("writes the time of the poll", async () => {
  const file = join(await temporaryFolder(), "polled");
  await makePollMark(file, { clock, telemetry: { log: () => {} } })();
  expect(await readFile(file, "utf8")).toBe("2026-01-31T01:00:00.000Z");
});

it("goes on where the file cannot be written, and says so", async () => {
  const file = join(await temporaryFolder(), "nowhere", "polled");
  const logged: string[] = [];
  const telemetry = { log: (_: string, event: string) => void logged.push(event) };
  await makePollMark(file, { clock, telemetry })();
  expect(logged).toEqual(["poll-not-marked"]);
});
