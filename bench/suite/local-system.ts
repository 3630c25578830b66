import { copyFile, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { SHIPPED_MODEL_DIRECTORY } from "../../adapters/model/shipped-model.ts";
import { simulate } from "../../core/capacity/simulate.ts";
import type { Telemetry } from "../../core/ports.ts";
import { startSystem } from "../../local/system.ts";
import { writePictures } from "./bench-pictures.ts";
import type { Bench, BenchRun } from "./bench-run.ts";
import { quantile } from "./statistics.ts";

const MEGAPIXELS = 0.6;
const BURST = 100;
const ONE_BY_ONE = 10;
const QUIET: Telemetry = { log: () => {}, metric: () => {} };

/** `npm start` from a file in the folder to its verdict: a burst, then one file after the other. */
export const measureLocalSystem: Bench = async (run) => [
  await measure("off", run),
  ...(run.isSmoke ? [] : [await measure("on", run)]),
];

async function measure(others: "on" | "off", { scratch, isSmoke, print }: BenchRun) {
  const waiting = new Map<string, () => void>();
  const images = join(scratch, `images-${others}`);
  await mkdir(images);
  const system = await startSystem({
    home: join(scratch, `home-${others}`),
    bucketDir: images,
    model: { directory: SHIPPED_MODEL_DIRECTORY, history: others, copies: others },
    port: 0,
    telemetry: QUIET,
    onVerdict: ({ object }) => waiting.get(object.key)?.(),
  });
  try {
    const { folder, files } = await writePictures(scratch, MEGAPIXELS, 8);
    const drop = async (name: string): Promise<number> => {
      const verdict = new Promise<void>((resolve) => waiting.set(name, resolve));
      const started = performance.now();
      await copyFile(join(folder, files[waiting.size % files.length] ?? ""), join(images, name));
      await verdict;
      return (performance.now() - started) / 1000;
    };
    const burst = isSmoke ? 2 : BURST;
    const started = performance.now();
    const seconds = await Promise.all(
      Array.from({ length: burst }, (_, n) => drop(`burst-${n}.jpg`)),
    );
    const imagesPerSecond = burst / ((performance.now() - started) / 1000);
    const alone: number[] = [];
    for (let n = 0; n < (isSmoke ? 1 : ONE_BY_ONE); n++) alone.push(await drop(`alone-${n}.jpg`));
    const simulated = simulatedBurst(burst, imagesPerSecond, quantile(alone, 0.5));
    const row = {
      ...{ otherWitnesses: others, megapixels: MEGAPIXELS, burst, imagesPerSecond },
      ...{ burstP50Seconds: quantile(seconds, 0.5), burstP95Seconds: quantile(seconds, 0.95) },
      ...{ aloneP50Seconds: quantile(alone, 0.5), aloneP95Seconds: quantile(alone, 0.95) },
      ...simulated,
    };
    print(`  ${JSON.stringify(row)}`);
    return row;
  } finally {
    await system.stop();
  }
}

const MUCH = 1_000;

/**
 * What the simulation of docs/scale.md says of such a burst, from how many images a second there were and how long
 * one takes alone: the quantiles beside those that were measured.
 */
function simulatedBurst(images: number, imagesPerSecond: number, aloneSeconds: number) {
  const stage = { visibilitySeconds: 120, maxDeliveries: 4, maxInFlight: MUCH, failureShare: 0 };
  const steady = { min: 1, max: 1, backlogEach: 1, startSeconds: 0, stepSize: 1 };
  const fleet = (rate: number) => ({ ...steady, decideEverySeconds: 1, imagesPerSecond: rate });
  const limits = {
    scan: { ...stage, serviceSeconds: aloneSeconds },
    scanners: fleet(imagesPerSecond),
    record: { ...stage, serviceSeconds: 0 },
    recorders: fleet(MUCH),
  };
  const { p50Seconds, p95Seconds } = simulate(limits, { perSecond: images, seconds: 1 }, 1);
  return { simulatedP50Seconds: p50Seconds, simulatedP95Seconds: p95Seconds };
}
