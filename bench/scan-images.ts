import { mkdtemp, readdir, rm } from "node:fs/promises";
import { loadavg, tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import pMap from "p-map";
import { openWitnesses } from "../adapters/engine/open-witnesses.ts";
import { SHIPPED_MODEL_DIRECTORY } from "../adapters/model/shipped-model.ts";
import { type FileVerdict, makeScanFile } from "../cli/files/scan-file.ts";
import { hasImageEnding } from "../core/formats/no-picture.ts";

// npx tsx bench/scan-images.ts [FOLDER] [ROUNDS]: see bench/README.md.
const { positionals } = parseArgs({ allowPositionals: true });
const [folder = "test/fixtures/images", rounds = "5"] = positionals;
const print = (line: string) => process.stdout.write(`${line}\n`);

const outDir = await mkdtemp(join(tmpdir(), "fasa-bench-"));
const witnesses = await openWitnesses({ directory: SHIPPED_MODEL_DIRECTORY, maxBatch: 4 });
try {
  const images = { maskFormat: "png", hasOverlay: false } as const;
  const scanFile = makeScanFile({ outDir, witnesses, images });
  const names = (await readdir(folder)).filter(hasImageEnding).sort();
  const scan = (key: string) => scanFile({ bucket: resolve(folder), key });
  print(`load ${loadavg()[0]?.toFixed(1)}, ${names.length} files, median of ${rounds} rounds, ms`);
  for (const name of names) print(lineOf(name, await repeat(() => scan(name))));

  const started = performance.now();
  for (let round = 0; round < Number(rounds); round++) {
    await pMap(names, scan, { concurrency: 4 });
  }
  const perSecond = (names.length * Number(rounds)) / ((performance.now() - started) / 1000);
  print(`four at once, masks written: ${perSecond.toFixed(1)} images/s`);
} finally {
  await witnesses.close();
  await rm(outDir, { recursive: true });
}

async function repeat(scan: () => Promise<FileVerdict>): Promise<FileVerdict[]> {
  const verdicts: FileVerdict[] = [];
  for (let round = 0; round < Number(rounds); round++) verdicts.push(await scan());
  return verdicts;
}

function lineOf(name: string, verdicts: readonly FileVerdict[]): string {
  const steps = [
    "fetchMs",
    "decodeMs",
    "inferMs",
    "historyMs",
    "tilesMs",
    "copiesMs",
    "analyseMs",
    "totalMs",
  ] as const;
  const cells = steps.map((step) => {
    const times = verdicts.map(({ timings }) => timings?.[step] ?? 0).sort((a, b) => a - b);
    return `${step.slice(0, -2)} ${(times[times.length >> 1] ?? 0).toFixed(0)}`;
  });
  return `${name}: ${cells.join(", ")}`;
}
