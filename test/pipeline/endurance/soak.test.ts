import { expect, it } from "vitest";
import { TINY_MODEL_DIRECTORY } from "../../helpers/fixtures.ts";
import { temporaryFolder } from "../../helpers/temporary-folder.ts";
import { soak } from "../../soak/soak.ts";

/** Above what the system and the test runner take together. */
const MEMORY_BYTES = 1_500e6;

const KEYS = 24;

/** What only a long run tells, and how fast this machine is. */
const NOT_OF_A_SHORT_RUN = /grows by|loop delay|throughput|time per image/;

it("a short run under images that come and change gives each its verdict and measures itself", async () => {
  const home = await temporaryFolder();
  const report = await soak({
    durationMs: 15_000,
    home,
    modelDir: TINY_MODEL_DIRECTORY,
    keys: KEYS,
  });
  expect(report.violations.filter((text) => !NOT_OF_A_SHORT_RUN.test(text))).toEqual([]);

  const { outcomes, memory, loopDelay, throughput, cpuMsPerImage } = report;
  expect(report.images).toBeGreaterThanOrEqual(KEYS);
  expect(Object.values(outcomes).reduce((sum, count) => sum + count)).toBe(report.images);
  expect(outcomes).toMatchObject({ scanned: expect.any(Number), corrupt: expect.any(Number) });

  for (const growth of Object.values(memory)) {
    expect(growth.peakBytes).toBeGreaterThan(1e6);
    expect(growth.peakBytes).toBeLessThan(MEMORY_BYTES);
    expect(growth.bytesPerMinute.standardError).toBeGreaterThanOrEqual(0);
    expect(growth.bytesPerThousandImages.standardError).toBeGreaterThanOrEqual(0);
  }
  expect(loopDelay.p99Ms).toBeGreaterThanOrEqual(loopDelay.p50Ms);
  expect(loopDelay.maxMs).toBeGreaterThanOrEqual(loopDelay.p99Ms);
  expect(cpuMsPerImage.first).toBeGreaterThan(0);
  expect(throughput.ratio).toBe(throughput.last / throughput.first);
});
