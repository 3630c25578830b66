// Imports index.mjs of the working folder, hands the event on stdin to its handler, prints last.
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { pathToFileURL } from "node:url";

const { handler } = await import(pathToFileURL(join(process.cwd(), "index.mjs")).href);
const answer = await handler(JSON.parse(await text(process.stdin)));
const peakMemoryBytes = process.resourceUsage().maxRSS * 1024;
process.stdout.write(`\n${JSON.stringify({ answer, peakMemoryBytes })}\n`, () => process.exit());
