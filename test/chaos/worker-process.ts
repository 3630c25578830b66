import { FolderObjectStore } from "../../adapters/folder/folder-object-store.ts";
import { makeSharpCodec } from "../../adapters/image/sharp-codec.ts";
import { makeOnnxDetector } from "../../adapters/onnx/onnx-detector.ts";
import { connectCloud } from "../../local/cloud.ts";
import { Shutdown } from "../../local/shutdown.ts";
import { makeTelemetry } from "../../local/telemetry.ts";
import { startWorker } from "../../local/worker.ts";
import { TINY_MODEL_DIRECTORY } from "../helpers/fixtures.ts";
import { flakyObjects } from "./flaky-objects.ts";
import { join } from "./setup.ts";

// A worker that scans until it is killed.

const joined = join();
const { setup, tell } = joined;
const shutdown = new Shutdown();
startWorker({
  cloud: connectCloud(setup.cloud, shutdown),
  objects: flakyObjects(new FolderObjectStore(setup.folders), joined),
  codec: makeSharpCodec(),
  detector: await makeOnnxDetector({ directory: TINY_MODEL_DIRECTORY }),
  telemetry: makeTelemetry(false),
  shutdown,
});
tell("ready");
