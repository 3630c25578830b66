import { parseArgs } from "node:util";
import { chaos } from "./run.ts";

// npm run chaos -- [--images N] [--kills N] [--seed N]

const { values } = parseArgs({
  options: {
    images: { type: "string", default: "500" },
    kills: { type: "string", default: "30" },
    seed: { type: "string", default: "1" },
  },
});

function wholeNumber(name: keyof typeof values): number {
  const text = values[name];
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new RangeError(`expected a whole number above 0 as --${name}, received ${text}`);
}

const [images, kills, seed] = [wholeNumber("images"), wholeNumber("kills"), wholeNumber("seed")];
const report = await chaos({ images, kills, seed });
process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
process.exitCode = report.violations.length > 0 ? 1 : 0;
