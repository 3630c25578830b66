import { mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { TINY_MODEL_DIRECTORY } from "../helpers/fixtures.ts";
import { soak } from "./soak.ts";

// npm run soak [MINUTES] [-- --model DIRECTORY]
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { model: { type: "string", default: TINY_MODEL_DIRECTORY } },
});
const [minutes = "10"] = positionals;
if (!(Number(minutes) >= 1)) throw new RangeError(`expected 1 minute or more, received ${minutes}`);
// It is about updates from AWS; here the SDK speaks to emulators in this very process.
process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] ??= "true";

const home = await mkdtemp(join(await realpath(tmpdir()), "fasa-soak-"));
try {
  const report = await soak({ durationMs: Number(minutes) * 60_000, home, modelDir: values.model });
  process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
  process.exitCode = report.violations.length > 0 ? 1 : 0;
} finally {
  await rm(home, { recursive: true, force: true });
}
