import { readFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import Table from "cli-table3";
import { PLAIN } from "../../adapters/terminal/plain-table.ts";
import { compareReports } from "./report-difference.ts";

// Compares what the scanner and Python say about one set (with Tp, Gt and Au), in points of 100:
//   npx fasa evaluate SET --json > fasa.json
//   (cd model && .venv/bin/python -m evaluation --model weights --set SET --json) > python.json
//   npx tsx scripts/parity/compare-evaluation.ts fasa.json python.json [BOUND]
const { positionals } = parseArgs({ allowPositionals: true });
const [ours = "fasa.json", theirs = "python.json", bound = "0.5"] = positionals;
const differences = compareReports(await reportIn(ours), await reportIn(theirs));
const head = ["figure", "fasa evaluate", "python -m evaluation", "difference"];
const table = new Table({ ...PLAIN, head, colAligns: ["left", "right", "right", "right"] });
for (const { name, ours, theirs, difference } of differences) {
  table.push([name, show(ours), show(theirs), difference.toFixed(4)]);
}
const largest = Math.max(...differences.map(({ difference }) => difference));
process.stdout.write(`${table}\nlargest difference ${largest.toFixed(4)}, bound ${bound}\n`);
if (!(largest <= Number(bound))) process.exitCode = 1;

/** Python writes a list of reports: the first one counts. */
async function reportIn(path: string): Promise<unknown> {
  const content: unknown = JSON.parse(await readFile(path, "utf8"));
  return Array.isArray(content) ? content[0] : content;
}

function show(value: number | undefined): string {
  return value === undefined ? "-" : String(Number(value.toFixed(6)));
}
