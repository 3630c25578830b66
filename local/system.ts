import { systemClock as clock } from "../adapters/clock/system-clock.ts";
import type { ModelChoice } from "../adapters/engine/open-witnesses.ts";
import { openWitnesses } from "../adapters/engine/open-witnesses.ts";
import { FolderObjectStore } from "../adapters/folder/folder-object-store.ts";
import type { LeftOut } from "../adapters/folder/list-files.ts";
import { makeSharpCodec } from "../adapters/image/sharp-codec.ts";
import { type ListQuery, listKnown } from "../core/api/verdict-list.ts";
import { latestRow } from "../core/contracts/object-keys.ts";
import type { Verdict } from "../core/contracts/verdict.ts";
import type { Telemetry } from "../core/ports.ts";
import { NETWORK_LOADS } from "../core/settings/network-load.ts";
import type { SystemDescription } from "../core/settings/system-description.ts";
import { spanOf } from "../lambdas/query-verdict/list-verdicts.ts";
import { makeQueryVerdict } from "../lambdas/query-verdict/query-verdict.ts";
import { makeRequestScan } from "../lambdas/request-scan/request-scan.ts";
import { AwaitedKeys } from "./bucket/awaited-keys.ts";
import { IMAGE_BUCKET, MASK_BUCKET } from "./bucket/buckets.ts";
import { copySamples } from "./bucket/copy-samples.ts";
import { followBucket } from "./bucket/follow-bucket.ts";
import { KnownVerdicts } from "./bucket/known-verdicts.ts";
import { LeftOutFiles } from "./bucket/left-out-files.ts";
import { NamedMasks } from "./bucket/named-masks.ts";
import { type CloudEndpoints, connectCloud, startCloud, TABLE_NAME } from "./cloud/cloud.ts";
import { startFunctions } from "./cloud/functions.ts";
import { linksTo, makeRespond } from "./cloud/local-routes.ts";
import { openHttpServer } from "./cloud/local-server.ts";
import { startWorker } from "./cloud/local-worker.ts";
import { makeMaskRoute } from "./cloud/mask-route.ts";
import { Shutdown } from "./shutdown.ts";
import { openStateFolder, type StateFolder } from "./state-folder.ts";
import { makePictureRoute } from "./viewer/picture-route.ts";
import { ReviewBook } from "./viewer/review-book.ts";
import { makeReviewRoutes } from "./viewer/review-routes.ts";
import { makeUploadRoute } from "./viewer/upload-route.ts";
import { makeViewerRoutes } from "./viewer/viewer-routes.ts";

export interface SystemOptions {
  readonly home: string;
  readonly bucketDir?: string;
  readonly model: ModelChoice;
  /** 0: any free one. */
  readonly port: number;
  readonly telemetry: Telemetry;
  /** Called with what stands under a key whenever a verdict about it came in. */
  readonly onVerdict: (verdict: Verdict) => void;
  /** Told once of what is in the folder and no object. @default nobody */
  readonly onLeftOut?: (leftOut: LeftOut) => void;
  /** Ends the start, before anything is scanned. @default it is not ended */
  readonly stop?: AbortSignal;
}

export interface LocalSystem {
  readonly url: string;
  /** Where each bucket lies. */
  readonly folders: Readonly<Record<string, string>>;
  readonly verdicts: KnownVerdicts;
  /** Objects that were found at the start without a verdict of their content. */
  readonly queued: number;
  /** Which of those still have none. */
  readonly awaited: AwaitedKeys;
  /** What of the bucket's folder is no object. */
  readonly leftOut: Pick<LeftOutFiles, "hidesFiles">;
  /** Resolves when the system cannot go on by itself. */
  readonly crashed: Promise<void>;
  /** Finishes what is in hand, then stops. */
  stop(): Promise<void>;
}

/**
 * The whole system in one process: bucket folder → scan queue → worker → result queue →
 * record-verdict → masks and table → query-verdict.
 *
 * @throws StartError, ModelError; the reason of `stop` when that came first.
 */
export async function startSystem(options: SystemOptions): Promise<LocalSystem> {
  const shutdown = new Shutdown();
  try {
    return await start(options, shutdown);
  } catch (error) {
    await shutdown.run();
    throw error;
  }
}

async function start(options: SystemOptions, shutdown: Shutdown): Promise<LocalSystem> {
  const { port, model, telemetry, onVerdict, stop: stopping } = options;
  const state = await openStateFolder(options);
  shutdown.add(state.release);
  if (state.wantsSamples) await copySamples(state.images);
  const http = await openHttpServer(port, telemetry);
  shutdown.add(http.close);
  const witnesses = await openWitnesses({ ...model, ...NETWORK_LOADS.cpu });
  shutdown.add(witnesses.close);
  stopping?.throwIfAborted();
  const endpoints = await startCloud(state.table, shutdown);
  const cloud = connectCloud(endpoints, shutdown);

  const folders = { [IMAGE_BUCKET]: state.images, [MASK_BUCKET]: state.masks };
  const leftOut = new LeftOutFiles(telemetry, options.onLeftOut ?? (() => {}));
  const onLeftOut = leftOut.tell.bind(leftOut);
  const objects = new FolderObjectStore(folders, { onLeftOut, pictureBuckets: [IMAGE_BUCKET] });
  await objects.removeUnfinished(MASK_BUCKET);
  const awaited = new AwaitedKeys();
  const named = new NamedMasks(state.masks, telemetry);
  const verdicts = await KnownVerdicts.over(cloud.verdicts, async (verdict) => {
    await named.follow(verdict);
    // Shown before it is settled: nothing is awaited any more then, and the totals are said.
    onVerdict(verdict);
    awaited.settle(verdict.object.key);
  });
  for (const { verdict } of verdicts.newestFirst()) void named.follow(verdict);
  const codec = makeSharpCodec();
  const deps = { cloud, objects, verdicts, codec, telemetry, shutdown };
  startFunctions(deps);
  startWorker({ ...deps, witnesses });
  const links = linksTo(http.url);
  const listVerdicts = async (query: ListQuery) =>
    listKnown(verdicts.newestFirst(), query, spanOf(query, clock.now()));
  const reads = { verdicts, listVerdicts, reader: objects, links };
  const queryVerdict = makeQueryVerdict({ ...reads, telemetry });
  const requestScan = makeRequestScan({ ...reads, jobs: cloud.jobs, clock, telemetry });
  const description = describe(endpoints, state, http.url);
  const masks = makeMaskRoute({ masks: objects, maskBucket: MASK_BUCKET });
  const book = await ReviewBook.open(state.reviews, telemetry);
  shutdown.add(() => book.close());
  const viewer = makeViewerRoutes([
    makePictureRoute({ reader: objects, codec, buckets: [IMAGE_BUCKET] }),
    makeUploadRoute(IMAGE_BUCKET, state.images),
    makeReviewRoutes({ book, verdictOf: (object) => verdicts.get(latestRow(object)), clock }),
  ]);
  http.serve(makeRespond({ queryVerdict, requestScan, masks, description, viewer }));
  stopping?.throwIfAborted();
  const watched = { folder: state.images, awaited, onLeftOut, ...(stopping && { stopping }) };
  const queued = await followBucket({ ...deps, ...watched });

  const crashed = witnesses.stopped;
  const stop = () => shutdown.run();
  return { url: http.url, folders, verdicts, queued, awaited, leftOut, crashed, stop };
}

/** For commands that work on this system from a process of their own. */
function describe(
  { queues, table }: CloudEndpoints,
  { images, masks }: Pick<StateFolder, "images" | "masks">,
  url: string,
): SystemDescription {
  return {
    version: 1,
    buckets: [{ name: IMAGE_BUCKET, filter: {}, folder: images }],
    masks: { name: MASK_BUCKET, folder: masks },
    table: TABLE_NAME,
    backfillQueueUrl: queues.urls.backfill,
    api: url,
    endpoints: { queues: queues.endpoint, table: table.endpoint },
  };
}
