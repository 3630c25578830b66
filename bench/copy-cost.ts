import { readdir, readFile } from "node:fs/promises";
import { loadavg } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { systemClock as clock } from "../adapters/clock/system-clock.ts";
import { readGray } from "../adapters/image/read-gray.ts";
import { makeSharpCodec } from "../adapters/image/sharp-codec.ts";
import { readManifest } from "../adapters/model/load-model.ts";
import { SHIPPED_MODEL_DIRECTORY } from "../adapters/model/shipped-model.ts";
import { openFeatureSession } from "../adapters/onnx/sessions/feature-session.ts";
import { findCopies } from "../core/copies/find-copies.ts";
import { fittedAcceptance } from "../core/copies/judge/fitted-acceptance.ts";
import { hasImageEnding } from "../core/formats/no-picture.ts";

// npx tsx bench/copy-cost.ts FOLDER… [--limit N]: see bench/README.md.
const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { limit: { type: "string" } },
});
const limit = Number(values.limit ?? Number.POSITIVE_INFINITY);
const print = (line: string) => process.stdout.write(`${line}\n`);

makeSharpCodec();
const { copies } = await readManifest(SHIPPED_MODEL_DIRECTORY);
if (copies === undefined) throw new TypeError("expected a model that looks for copies");
const describe = await openFeatureSession(join(SHIPPED_MODEL_DIRECTORY, copies.modelFile), 1);
const acceptance = fittedAcceptance(copies.acceptance);
const deps = { describe, acceptance, clock, timeoutMs: 60_000 };
print(`load ${loadavg()[0]?.toFixed(1)}`);
for (const folder of positionals) await measure(folder);

interface Cost {
  /** Of the picture as it is searched. */
  readonly megapixels: number;
  readonly cpuSeconds: number;
}

async function measure(folder: string): Promise<void> {
  const names = (await readdir(folder)).filter(hasImageEnding).sort().slice(0, limit);
  const peakBefore = peakMegabytes();
  const costs: Cost[] = [];
  for (const name of names) costs.push(await costOf(join(folder, name)));
  const seconds = costs.map(({ cpuSeconds, megapixels }) => cpuSeconds / megapixels).sort(byValue);
  const largest = Math.max(...costs.map(({ megapixels }) => megapixels));
  const added = peakMegabytes() - peakBefore;
  print(`${folder}: ${names.length} files, the largest of ${largest.toFixed(2)} megapixels`);
  print(`  ${(seconds[seconds.length >> 1] ?? 0).toFixed(2)} s of processor a megapixel, median`);
  print(
    `  ${added.toFixed(0)} MB added, ${(added / largest).toFixed(0)} a megapixel of the largest`,
  );
}

async function costOf(file: string): Promise<Cost> {
  const bytes = await readFile(file);
  const before = process.cpuUsage();
  const picture = await readGray(bytes);
  await findCopies(picture, deps);
  const { user, system } = process.cpuUsage(before);
  const { widthPx, heightPx } = picture.gray;
  return { megapixels: (widthPx * heightPx) / 1e6, cpuSeconds: (user + system) / 1e6 };
}

/** Of the process since it began. */
function peakMegabytes(): number {
  return process.resourceUsage().maxRSS / 1024;
}

function byValue(a: number, b: number): number {
  return a - b;
}
