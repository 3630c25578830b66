import { expect, it } from "vitest";
import { BACKLOG_PER_TASK } from "../../../lib/compute/gpu-rates.ts";
import { limitsOf } from "../../../scripts/simulate/deployed-limits.ts";
import { resourcesOf } from "../../../scripts/simulate/deployed-template.ts";

const SYNTH = { timeout: 60_000 };
const limits = (maxTasks: number) =>
  limitsOf(resourcesOf({ maxTasks: String(maxTasks) }), { imagesPerSecond: 2, failureShare: 0 });

it("what is simulated is what is deployed", SYNTH, () => {
  expect(limits(40)).toMatchObject({
    scan: { visibilitySeconds: 120, maxDeliveries: 4 },
    scanners: { min: 0, max: 40, backlogEach: BACKLOG_PER_TASK, stepSize: 10 },
    record: { visibilitySeconds: 1_800, maxDeliveries: 10 },
    recorders: { max: 240 },
  });
});

it(
  "as many tasks as there may be can be deployed, with no more recorders than SQS takes",
  SYNTH,
  () => {
    const { scanners, recorders } = limits(1_000);
    expect(scanners.max).toBe(1_000);
    expect(recorders.max).toBe(1_000);
  },
);
