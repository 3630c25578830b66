import { FolderObjectStore } from "../../../adapters/folder/folder-object-store.ts";
import { makeSharpCodec } from "../../../adapters/image/sharp-codec.ts";
import { MASK_BUCKET } from "../../../local/bucket/buckets.ts";
import { connectCloud } from "../../../local/cloud/cloud.ts";
import { startFunctions } from "../../../local/cloud/functions.ts";
import { makeTelemetry } from "../../../local/local-telemetry.ts";
import { Shutdown } from "../../../local/shutdown.ts";
import { flakyObjects } from "../faults/flaky-objects.ts";
import { join } from "../setup.ts";

// The host of the functions, which records verdicts until it is killed. No other process writes masks.

const joined = join();
const { setup, tell } = joined;
const shutdown = new Shutdown();
const store = new FolderObjectStore(setup.folders);
await store.removeUnfinished(MASK_BUCKET);
const cloud = connectCloud(setup.cloud, shutdown);
startFunctions({
  cloud,
  verdicts: cloud.verdicts,
  objects: flakyObjects(store, joined),
  codec: makeSharpCodec(),
  telemetry: makeTelemetry(true),
  shutdown,
});
tell("ready");
