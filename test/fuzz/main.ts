import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { fuzz } from "./fuzz.ts";
import { IndependentDecoder } from "./independent-decoder.ts";

const model = fileURLToPath(new URL("../../model", import.meta.url));

// npm run fuzz [FILES] [SEED]
const [files = "20000", seed = "1"] = process.argv.slice(2);
const hasPython = existsSync(join(model, ".venv/bin/python"));
if (!hasPython) process.stderr.write("model/.venv is missing: no other decoder is asked\n");
const independent = hasPython ? new IndependentDecoder(model) : undefined;
const report = await fuzz(Number(files), Number(seed), {
  independent,
  onProgress: (soFar) => process.stderr.write(`${JSON.stringify(soFar)}\n`),
});
independent?.close();
process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
const faults = report.violations.length + report.unexplained.length;
process.exitCode = faults > 0 ? 1 : 0;
