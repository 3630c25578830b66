import { fuzz } from "./fuzz.ts";

// npm run fuzz [FILES] [SEED]
const [files = "20000", seed = "1"] = process.argv.slice(2);
const report = await fuzz(Number(files), Number(seed), (soFar) => {
  process.stderr.write(`${JSON.stringify(soFar)}\n`);
});
process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
const faults = report.violations.length + report.unexplained.length;
process.exitCode = faults > 0 ? 1 : 0;
