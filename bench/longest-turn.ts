import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, join, resolve } from "node:path";
import pMap from "p-map";
import { openWitnesses } from "../adapters/engine/open-witnesses.ts";
import { SHIPPED_MODEL_DIRECTORY } from "../adapters/model/shipped-model.ts";
import { makeScanFile } from "../cli/files/scan-file.ts";
import { NETWORK_LOADS } from "../core/settings/network-load.ts";

// npx tsx bench/longest-turn.ts FILE…, all of one folder: see bench/README.md.
const AT_ONCE = 8;
const ROUNDS = 4;
const files = process.argv.slice(2);
const [first] = files;
if (first === undefined) throw new Error("expected the files to scan, received none");

const outDir = await mkdtemp(join(tmpdir(), "fasa-bench-"));
const witnesses = await openWitnesses({ directory: SHIPPED_MODEL_DIRECTORY, ...NETWORK_LOADS.cpu });
const images = { maskFormat: "png", hasOverlay: false } as const;
const scanFile = makeScanFile({ outDir, witnesses, images });
const bucket = resolve(dirname(first));
const objects = files.map((file) => ({ bucket, key: basename(file) }));
const scanAll = () => pMap(objects, scanFile, { concurrency: AT_ONCE });
await scanAll();

/** Of the main thread alone, so that who else runs on the machine does not count. */
const cpuMs = () => {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
};
const turns: number[] = [];
let last = cpuMs();
const count = () => {
  const now = cpuMs();
  turns.push(now - last);
  last = now;
};
let isCounting = true;
const turn = () => {
  count();
  if (isCounting) setImmediate(turn);
};
setImmediate(turn);
for (let round = 0; round < ROUNDS; round++) await scanAll();
isCounting = false;

const longest = turns.sort((a, b) => b - a).slice(0, 5);
process.stdout.write(`${longest.map((ms) => ms.toFixed(1)).join(" ")} ms of the main thread\n`);
await witnesses.close();
await rm(outDir, { recursive: true });
