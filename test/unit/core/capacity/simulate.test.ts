import { describe, expect, it } from "vitest";
import { type SystemLimits, simulate } from "../../../../core/capacity/simulate.ts";

const STAGE = {
  serviceSeconds: 1,
  visibilitySeconds: 120,
  maxDeliveries: 4,
  maxInFlight: 120_000,
  failureShare: 0,
};
/** Always so many a second. */
const steady = (imagesPerSecond: number) => ({
  ...{ min: 1, max: 1, backlogEach: 1, startSeconds: 0, stepSize: 1, decideEverySeconds: 1 },
  imagesPerSecond,
});
const LIMITS: SystemLimits = {
  scan: STAGE,
  scanners: steady(5),
  record: STAGE,
  recorders: steady(1_000),
};
const SEED = 1;

it("the same seed gives the same outcome, another one another", () => {
  const limits = { ...LIMITS, scan: { ...STAGE, failureShare: 0.1 } };
  const outcome = (seed: number) => simulate(limits, { perSecond: 4, seconds: 600 }, seed);
  expect(outcome(1)).toEqual(outcome(1));
  expect(outcome(1)).not.toEqual(outcome(2));
});

it("a burst takes as long as those that scan it need, one image behind the other", () => {
  const { images, p50Seconds, seconds } = simulate(LIMITS, { perSecond: 1_000, seconds: 1 }, SEED);
  expect(Math.abs(seconds - images / 5)).toBeLessThan(5);
  expect(Math.abs(p50Seconds - images / 10)).toBeLessThan(5);
});

it("below what they can do nobody waits; above it the backlog grows by the difference", () => {
  const below = simulate(LIMITS, { perSecond: 3, seconds: 3_600 }, SEED);
  expect(below.p95Seconds).toBeLessThan(5);
  const above = simulate(LIMITS, { perSecond: 7, seconds: 3_600 }, SEED);
  expect(above.peakBacklog / (2 * 3_600)).toBeCloseTo(1, 1);
});

describe("deliveries that fail", () => {
  it("come again after the visibility timeout, and every image ends once", () => {
    const limits = { ...LIMITS, scan: { ...STAGE, failureShare: 0.3 } };
    const { images, verdicts, parked, p99Seconds } = simulate(
      limits,
      { perSecond: 3, seconds: 3_600 },
      SEED,
    );
    expect(verdicts + parked).toBe(images);
    expect(parked / images).toBeCloseTo(0.3 ** 4, 2);
    expect(p99Seconds).toBeGreaterThan(3 * 120);
  });

  it("are given up after the last one", () => {
    const limits = { ...LIMITS, scan: { ...STAGE, failureShare: 1 } };
    const { images, parked, seconds } = simulate(limits, { perSecond: 5, seconds: 1 }, SEED);
    expect(parked).toBe(images);
    expect(seconds).toBeGreaterThanOrEqual(4 * 120);
  });
});

it("no more are in flight than the queue allows", () => {
  const slow = { ...STAGE, serviceSeconds: 10, maxInFlight: 20 };
  const { images, seconds } = simulate(
    { ...LIMITS, scan: slow },
    { perSecond: 1_000, seconds: 1 },
    SEED,
  );
  expect(seconds).toBeGreaterThan((images / 20) * 10 - 20);
});

describe("more who scan", () => {
  const scanners = {
    ...{ min: 0, max: 40, backlogEach: 600, startSeconds: 600, stepSize: 10 },
    ...{ decideEverySeconds: 60, imagesPerSecond: 2 },
  };

  it("come with the backlog, after the time that they need to start", () => {
    const outcome = simulate({ ...LIMITS, scanners }, { perSecond: 50, seconds: 7_200 }, SEED);
    expect(outcome.peakScanners).toBe(40);
    expect(outcome.p99Seconds).toBeGreaterThan(600);
    expect(outcome.verdicts).toBe(outcome.images);
  });

  it("are paid for from when they are wanted", () => {
    const { paidScannerSeconds, seconds } = simulate(
      { ...LIMITS, scanners },
      { perSecond: 1, seconds: 60 },
      SEED,
    );
    expect(paidScannerSeconds).toBeGreaterThan(600);
    expect(paidScannerSeconds).toBeLessThanOrEqual(seconds);
  });
});

it("a load that is never done ends with the time", () => {
  const outcome = simulate(LIMITS, { perSecond: 100, seconds: 100 }, SEED, 200);
  expect(outcome).toMatchObject({ isCutOff: true, seconds: 200 });
});
