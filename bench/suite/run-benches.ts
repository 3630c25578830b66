import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { BENCHES } from "./benches.ts";
import { writeResult } from "./result-file.ts";

// npm run bench -- [NAME…] [--smoke]: see bench/README.md.
const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { smoke: { type: "boolean", default: false } },
});
const print = (line: string) => process.stdout.write(`${line}\n`);
// It is about updates from AWS; here the SDK speaks to emulators in this very process.
process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] ??= "true";

for (const name of positionals.length > 0 ? positionals : Object.keys(BENCHES)) {
  const bench = BENCHES[name];
  const known = Object.keys(BENCHES).join(", ");
  if (bench === undefined) throw new RangeError(`expected one of ${known}, received ${name}`);
  print(`== ${name}`);
  const scratch = await mkdtemp(join(tmpdir(), "fasa-bench-"));
  try {
    const rows = await bench({ scratch, isSmoke: values.smoke, print });
    if (rows.length === 0) throw new Error(`${name} measured nothing`);
    if (!values.smoke) print(`written: ${writeResult(name, rows)}`);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}
