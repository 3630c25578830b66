import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { makeSharpCodec } from "../../adapters/image/sharp-codec.ts";
import { makeOnnxDetector } from "../../adapters/onnx/onnx-detector.ts";
import { serveRounds } from "./serve-rounds.ts";

// The network as the worker runs it, over images that were decoded beforehand.
await serveRounds(async ({ folder, files, model, threads, maxBatch, sessions }) => {
  const detector = await makeOnnxDetector({ directory: model, threads, maxBatch, sessions });
  const { inputSize, manifest } = detector;
  const codec = makeSharpCodec();
  const images = await Promise.all(
    files.map(async (file) =>
      codec.decode(await readFile(join(folder, file)), inputSize, manifest.resizeKernel),
    ),
  );
  return async () => {
    await Promise.all(images.map((image) => detector.detect(image)));
  };
});
