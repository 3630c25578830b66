import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { makeSharpCodec } from "../../adapters/image/sharp-codec.ts";
import { readManifest } from "../../adapters/model/load-model.ts";
import { serveRounds } from "./serve-rounds.ts";

// File → what the network sees, one at a time.
await serveRounds(async ({ folder, files, model }) => {
  const { inputSize, resizeKernel } = await readManifest(model);
  const codec = makeSharpCodec();
  return async () => {
    for (const file of files) {
      const { bytes } = await codec.open(await readFile(join(folder, file)), () => {});
      await codec.decode(bytes, inputSize, resizeKernel);
    }
  };
});
