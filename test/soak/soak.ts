import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { startSystem } from "../../local/system.ts";
import { CountedErrors } from "./counted-errors.ts";
import { Feed } from "./feed.ts";
import { makeImageSource } from "./image-source.ts";
import { reportOf, type SoakReport } from "./report.ts";
import { Sampler } from "./sampler.ts";

export interface SoakOptions {
  readonly durationMs: number;
  /** An empty folder that exists; everything is kept in it. */
  readonly home: string;
  readonly modelDir: string;
  /** @default 24: the worker always finds more than its eight hands hold */
  readonly keys?: number;
}

/** Left out: caches fill, code is compiled, memory comes to where it stays. */
const WARM_UP_FRACTION = 0.2;
const SEED = 1;

/** The whole local system under images for `durationMs`, in this process, and what became of it. */
export async function soak({
  durationMs,
  home,
  modelDir,
  keys = 24,
}: SoakOptions): Promise<SoakReport> {
  const [images, masks] = [join(home, "images"), join(home, "masks")];
  await mkdir(images);
  const feed = new Feed({ images, masks, keys, source: await makeImageSource(SEED) });
  const telemetry = new CountedErrors();
  const onVerdict = feed.tell.bind(feed);
  const system = await startSystem({
    home,
    bucketDir: images,
    model: { directory: modelDir },
    port: 0,
    telemetry,
    onVerdict,
  });
  const crash = system.crashed.then(() => "the inference thread ended");
  const sampler = new Sampler(() => feed.verdicts);
  const end = new AbortController();
  const fed = feed.run(end.signal);
  const crashed = await Promise.race([warmUpAndRun(sampler, durationMs), crash]);
  const seen = sampler.stop();
  end.abort();
  if (crashed === undefined) await fed;
  await system.stop();
  const violations = [...feed.violations, ...telemetry.violations, ...(crashed ? [crashed] : [])];
  return reportOf({ ...seen, images: feed.verdicts, outcomes: feed.outcomes, violations });
}

async function warmUpAndRun(sampler: Sampler, durationMs: number): Promise<undefined> {
  await wait(durationMs * WARM_UP_FRACTION);
  sampler.endWarmUp();
  await wait(durationMs * (1 - WARM_UP_FRACTION));
}
