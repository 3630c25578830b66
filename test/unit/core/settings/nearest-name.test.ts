import { expect, it } from "vitest";
import { nearestName } from "../../../../core/settings/nearest-name.ts";

it.each([
  ["comput", "compute"],
  ["MAXTASKS", "maxTasks"],
  ["min-tasks", "minTasks"],
  ["sufix", "suffix"],
])("%s is nearest to %s", (written, name) => {
  expect(nearestName(written, ["prefix", "suffix", "maxTasks", "minTasks", "compute"])).toBe(name);
});

it("has none where there are none", () => {
  expect(nearestName("compute", [])).toBeUndefined();
});
