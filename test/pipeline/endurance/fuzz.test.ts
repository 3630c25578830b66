import { expect, it } from "vitest";
import { fuzz } from "../../fuzz/fuzz.ts";

/** Every sixteenth file is HEIC, for each of which a thread is started. */
const TIMEOUT_MS = 400_000;
/** Above what decoding these small files takes; a leak of one image a file would pass it. */
const MEMORY_BYTES = 1_000e6;

it(
  "broken images end in a verdict each: of the pixels in them, or with a reason, in bounded time and memory",
  async () => {
    const report = await fuzz(600, 20_261_124);
    expect(report.violations).toEqual([]);
    expect(report.inferredFraction).toBeGreaterThan(0.2);
    expect(report.peakMemoryBytes).toBeLessThan(MEMORY_BYTES);
    expect(Object.keys(report.outcomes)).toEqual(
      expect.arrayContaining(["scanned", "corrupt", "unsupported_format"]),
    );
  },
  TIMEOUT_MS,
);
