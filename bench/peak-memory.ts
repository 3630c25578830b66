import { readFileSync, writeFileSync } from "node:fs";
import { basename } from "node:path";
import { openWitnesses } from "../adapters/engine/open-witnesses.ts";
import { makeSharpCodec } from "../adapters/image/sharp-codec.ts";
import { SHIPPED_MODEL_DIRECTORY } from "../adapters/model/shipped-model.ts";

// What each step of a scan adds to the peak of memory, its copy of the file with it.

const MIB = 1024 ** 2;
const files = process.argv.slice(2);
if (files.length === 0) throw new Error("expected the files to scan, received none");

/** Since the last reset. */
const peakMib = () => {
  const [, kib] = /VmHWM:\s+(\d+)/.exec(readFileSync("/proc/self/status", "utf8")) ?? [];
  return Number(kib) / 1024;
};
const reset = () => writeFileSync("/proc/self/clear_refs", "5");

const codec = makeSharpCodec();
const { detector, settings, history, copies, close } = await openWitnesses({
  directory: SHIPPED_MODEL_DIRECTORY,
});
process.stdout.write(`idle: ${peakMib().toFixed(0)} MiB\n`);
for (const file of files) {
  const bytes = new Uint8Array(readFileSync(file));
  const steps = {
    decode: () => codec.decode(bytes, detector.inputSize, settings.kernel),
    history: () => history?.examine(bytes),
    copies: () => copies?.examine(bytes),
  };
  process.stdout.write(`${basename(file)} (${(bytes.length / MIB).toFixed(0)} MiB):`);
  for (const [name, step] of Object.entries(steps)) {
    reset();
    const beforeMib = peakMib();
    await step();
    process.stdout.write(` ${name} ${(peakMib() - beforeMib).toFixed(0)}`);
  }
  process.stdout.write("\n");
}
await close();
