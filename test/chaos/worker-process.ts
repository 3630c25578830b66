import { FolderObjectStore } from "../../adapters/folder/folder-object-store.ts";
import { makeSharpCodec } from "../../adapters/image/sharp-codec.ts";
import { openWitnesses } from "../../adapters/open-witnesses.ts";
import { connectCloud } from "../../local/cloud.ts";
import { Shutdown } from "../../local/shutdown.ts";
import { makeTelemetry } from "../../local/telemetry.ts";
import { startWorker } from "../../local/worker.ts";
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
  witnesses: await openWitnesses({ directory: setup.model }),
  telemetry: makeTelemetry(false),
  shutdown,
});
tell("ready");
