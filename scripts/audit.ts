import { spawnSync } from "node:child_process";
import { readFile } from "node:fs/promises";
import { Accepted, outcomeOf, readAudit } from "./audit-report.ts";

// Fails on every advisory about what is deployed, builds or tests, that accepted-advisories.json gives no reason for.

const MAX_REPORT_BYTES = 64 * 1024 * 1024;
const accepted = await readFile(new URL("accepted-advisories.json", import.meta.url), "utf8");
const { stdout, error } = spawnSync("npm", ["audit", "--json"], {
  encoding: "utf8",
  maxBuffer: MAX_REPORT_BYTES,
});
if (error !== undefined) throw error;
const { isPassed, lines } = outcomeOf(readAudit(stdout), Accepted.parse(JSON.parse(accepted)));
process.stdout.write(`${lines.join("\n")}\n`);
if (!isPassed) process.exitCode = 1;
