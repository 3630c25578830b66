import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { systemClock as clock } from "../adapters/clock/system-clock.ts";
import { examineCopies } from "../adapters/copies/examine-copies.ts";
import { makeSharpCodec } from "../adapters/image/sharp-codec.ts";
import { SHIPPED_MODEL_DIRECTORY } from "../adapters/model/shipped-model.ts";
import { openFeatureSession } from "../adapters/onnx/sessions/feature-session.ts";
import type { Acceptance } from "../core/copies/judge/acceptance.ts";
import { featuresOf, isRefused } from "../core/copies/judge/features.ts";
import type { ExaminedPair } from "../core/witness-ports.ts";

// What the judge of copies is fitted on: file names on stdin, one a line; for each one a line of JSON
// with every pair that reached the judge, none refused. See bench/README.md.
const EVERY_PAIR: Acceptance = { confidenceOf: () => 1, levels: { certain: 0, hint: 0 } };
const TIMEOUT_MS = 120_000;

makeSharpCodec();
const describe = await openFeatureSession(join(SHIPPED_MODEL_DIRECTORY, "copy-features.onnx"), 1);
const deps = { describe, acceptance: EVERY_PAIR, clock, timeoutMs: TIMEOUT_MS };
for await (const file of createInterface({ input: process.stdin })) {
  if (file !== "") process.stdout.write(`${JSON.stringify(await seenIn(file))}\n`);
}

async function seenIn(file: string) {
  const { pairs, isComplete } = await examineCopies(await readFile(file), deps);
  return { file, isComplete, pairs: pairs.map(told) };
}

function told({ source, copy, sides, evidence }: ExaminedPair) {
  const seen = { source, copy, sides, evidence };
  return { ...seen, features: featuresOf(evidence), isRefused: isRefused(evidence) };
}
