import { openWitnesses } from "../../../adapters/engine/open-witnesses.ts";
import { FolderObjectStore } from "../../../adapters/folder/folder-object-store.ts";
import { makeSharpCodec } from "../../../adapters/image/sharp-codec.ts";
import { connectCloud } from "../../../local/cloud/cloud.ts";
import { startWorker } from "../../../local/cloud/local-worker.ts";
import { makeTelemetry } from "../../../local/local-telemetry.ts";
import { Shutdown } from "../../../local/shutdown.ts";
import { flakyObjects } from "../faults/flaky-objects.ts";
import { join } from "../setup.ts";

// A worker that scans until it is killed.

const joined = join();
const { setup, tell } = joined;
const shutdown = new Shutdown();
startWorker({
  cloud: connectCloud(setup.cloud, shutdown),
  objects: flakyObjects(new FolderObjectStore(setup.folders), joined),
  codec: makeSharpCodec(),
  witnesses: await openWitnesses({ directory: setup.model }),
  telemetry: makeTelemetry(true),
  shutdown,
});
tell("ready");
