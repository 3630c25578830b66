import { systemClock as clock } from "../../adapters/clock/system-clock.ts";
import { makeSharpCodec } from "../../adapters/image/sharp-codec.ts";
import { makeScanImage } from "../../core/scan/scan-image.ts";
import { jobFor } from "../helpers/builders.ts";
import { fakeScan } from "../helpers/fake-scan.ts";
import { intactFiles, makeRandom, mutate } from "./mutate.ts";

export interface FuzzReport {
  readonly files: number;
  /** Of all files, those whose pixels came as far as the network. */
  readonly inferredFraction: number;
  /** How many ended in each way: `scanned`, or the code of the reason. */
  readonly outcomes: Readonly<Record<string, number>>;
  readonly slowestMs: number;
  readonly peakMemoryBytes: number;
  /** What broke the promise, with the number of the file that did. */
  readonly violations: readonly string[];
}

/** Far above the slowest intact file. */
const LIMIT_MS = 10_000;
/** What a broken file may come to: nothing that a retry would change, and nothing unnamed. */
const OUTCOMES = new Set([
  "scanned",
  "corrupt",
  "unsupported_format",
  "too_many_pixels",
  "too_small",
]);

/**
 * Broken images through decode → verdict, with the codec of production and a network that only counts.
 * The same seed gives the same files. A decoder that crashes ends the process, which is a finding too.
 */
export async function fuzz(files: number, seed: number): Promise<FuzzReport> {
  const random = makeRandom(seed);
  const intact = await intactFiles();
  const any = () => intact[random(intact.length)] ?? Buffer.alloc(0);
  const outcomes: Record<string, number> = {};
  const violations: string[] = [];
  let [inferred, slowestMs, peakMemoryBytes] = [0, 0, 0];
  const fake = fakeScan();
  const detect = async (rgb: Uint8Array<ArrayBuffer>) => {
    inferred++;
    return fake.detector.detect(rgb);
  };
  for (let index = 0; index < files; index++) {
    const bytes = mutate(any(), any(), random);
    const head = { sizeBytes: bytes.length, eTag: "fuzz" };
    const scan = makeScanImage({
      ...fake,
      codec: makeSharpCodec(),
      detector: { ...fake.detector, detect },
      reader: { head: async () => head, get: async () => ({ ...head, bytes }) },
    });
    const startedMs = clock.monotonicMs();
    const outcome = await scan(jobFor(), { isLast: false }).then(
      (result) => (result.state === "scanned" ? "scanned" : result.reason.code),
      (error: unknown) => `threw ${error}`,
    );
    const tookMs = clock.monotonicMs() - startedMs;
    slowestMs = Math.max(slowestMs, tookMs);
    peakMemoryBytes = Math.max(peakMemoryBytes, process.memoryUsage.rss());
    outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
    if (!OUTCOMES.has(outcome)) violations.push(`file ${index}: ${outcome}`);
    if (tookMs > LIMIT_MS) violations.push(`file ${index}: took ${Math.round(tookMs)} ms`);
  }
  const inferredFraction = inferred / files;
  return { files, inferredFraction, outcomes, slowestMs, peakMemoryBytes, violations };
}
