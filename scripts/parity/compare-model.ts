import { parseArgs } from "node:util";
import { compareModel } from "./model-difference.ts";

// Compares a model directory with what torch said when it was exported, and measures time and memory:
//   npx tsx scripts/parity/compare-model.ts [DIRECTORY] [BOUND]
const { positionals } = parseArgs({ allowPositionals: true });
const [directory = "model/weights", bound = "1e-4"] = positionals;
const loading = performance.now();
const { images, maxDifference, slowestMs } = await compareModel(directory);
const totalSeconds = (performance.now() - loading) / 1000;
const peakMib = process.resourceUsage().maxRSS / 1024;
process.stdout.write(
  `${directory}: ${images} images, max |torch - onnxruntime-node| = ${maxDifference.toExponential(2)} ` +
    `(bound ${bound}), slowest ${(slowestMs / 1000).toFixed(1)} s, ` +
    `${totalSeconds.toFixed(1)} s with loading, peak ${peakMib.toFixed(0)} MiB\n`,
);
if (!(maxDifference <= Number(bound))) process.exitCode = 1;
