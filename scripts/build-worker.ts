import { join, resolve } from "node:path";
import { copyReadable } from "../lib/assets/function-code.ts";
import { writeWorker } from "../lib/assets/worker-folder.ts";
import { MODEL_FOLDER, Model } from "../lib/model/model.ts";

// Everything that a container of the worker holds, in one folder with nothing else needed but Node on
// Linux x86_64: `npx tsx scripts/build-worker.ts OUT`, then `node OUT/worker.mjs` or `node OUT/serve.mjs`.
const [out] = process.argv.slice(2);
if (out === undefined) throw new Error("expected the folder to write, received none");
writeWorker(resolve(out));
copyReadable(Model.shipped().files, join(resolve(out), MODEL_FOLDER));
