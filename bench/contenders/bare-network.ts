import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { InferenceSession, Tensor } from "onnxruntime-node";
import { makeSharpCodec } from "../../adapters/image/sharp-codec.ts";
import { readManifest } from "../../adapters/model/load-model.ts";
import { serveRounds } from "./serve-rounds.ts";

// `session.run` and nothing else: images are decoded beforehand, in batches of one.
await serveRounds(async ({ folder, files, model, threads }) => {
  const { inputSize: side, resizeKernel, modelFile } = await readManifest(model);
  const session = await InferenceSession.create(join(model, modelFile), {
    executionProviders: ["cpu"],
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    extra: { session: { intra_op: { allow_spinning: "0" } } },
  });
  const codec = makeSharpCodec();
  const tensors: Tensor[] = [];
  for (const file of files) {
    const rgb = await codec.decode(await readFile(join(folder, file)), side, resizeKernel);
    tensors.push(new Tensor("uint8", rgb, [1, side, side, 3]));
  }
  const run = async (image: Tensor | undefined) => image && session.run({ image });
  await run(tensors[0]);
  return async () => {
    for (const image of tensors) await run(image);
  };
});
