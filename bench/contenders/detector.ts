import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { makeSharpCodec } from "../../adapters/image/sharp-codec.ts";
import { makeOnnxDetector } from "../../adapters/onnx/onnx-detector.ts";
import { serveRounds } from "./serve-rounds.ts";

// The network as the worker runs it, over images that were decoded beforehand.
await serveRounds(async ({ folder, files, model, threads, maxBatch }) => {
  const detector = await makeOnnxDetector({ directory: model, threads, maxBatch });
  const { inputSize, manifest } = detector;
  const codec = makeSharpCodec();
  const images = await Promise.all(
    files.map(async (file) =>
      codec.decode(await readFile(join(folder, file)), inputSize, manifest.resizeKernel),
    ),
  );
  return async () => {
    // Their buffers are handed over, so that each round has its own.
    await Promise.all(images.map((image) => detector.detect(image.slice())));
  };
});
