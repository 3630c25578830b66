import { fuzz } from "./fuzz.ts";

// npm run fuzz [FILES] [SEED]
const [files = "20000", seed = "1"] = process.argv.slice(2);
const report = await fuzz(Number(files), Number(seed));
process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
process.exitCode = report.violations.length > 0 ? 1 : 0;
