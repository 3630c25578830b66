import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { writeAtomically } from "../../adapters/folder/write-atomically.ts";
import { makeSharpCodec } from "../../adapters/image/sharp-codec.ts";
import { makeOnnxDetector } from "../../adapters/onnx/onnx-detector.ts";
import { maskRows, quantize } from "../../core/scan/probability-map.ts";
import { serveRounds } from "./serve-rounds.ts";

// The network's map → a mask of the image's own size on the disk, one at a time.
await serveRounds(async ({ folder, files, outDir, model, threads }) => {
  const detector = await makeOnnxDetector({ directory: model, threads });
  const codec = makeSharpCodec();
  const maps = await Promise.all(
    files.map(async (file) => {
      const { bytes, facts } = await codec.open(await readFile(join(folder, file)), () => {});
      const kernel = detector.manifest.resizeKernel;
      const { map } = await detector.detect(await codec.decode(bytes, detector.inputSize, kernel));
      return { file, facts, map: quantize(map) };
    }),
  );
  await detector.close();
  return async () => {
    for (const { file, facts, map } of maps) {
      const { width, height } = facts;
      const rows = maskRows(map, width, height);
      const png = codec.encodeGray({ width, height, rows }, "fast");
      await writeAtomically(join(outDir, `${file}.png`), png);
    }
  };
});
