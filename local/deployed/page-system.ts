import { systemClock as clock } from "../../adapters/clock/system-clock.ts";
import { makeSharpCodec } from "../../adapters/image/sharp-codec.ts";
import { createClient, type Fetch } from "../../client/create-client.ts";
import type { ObjectLocation } from "../../core/contracts/object-identity.ts";
import type { ObjectStore, Telemetry } from "../../core/ports.ts";
import type { SystemDescription } from "../../core/settings/system-description.ts";
import { problem, type Respond } from "../cloud/local-routes.ts";
import { openHttpServer } from "../cloud/local-server.ts";
import { makeMaskRoute } from "../cloud/mask-route.ts";
import { StartError } from "../start-error.ts";
import { makePictureRoute } from "../viewer/picture-route.ts";
import { makeReviewRoutes } from "../viewer/review-routes.ts";
import { makeViewerRoutes } from "../viewer/viewer-routes.ts";
import { makeApiRoutes } from "./api-routes.ts";
import { KeptReviews } from "./kept-reviews.ts";
import { openSession } from "./session.ts";

export interface PageSystemOptions {
  readonly description: SystemDescription;
  /** Signs, where the API asks for it. */
  readonly fetch: Fetch;
  /** With the credentials of whoever looks. */
  readonly objects: ObjectStore;
  /** 0: any free one. */
  readonly port: number;
  readonly telemetry: Telemetry;
}

export interface PageSystem {
  /** Lets a browser in. */
  readonly entryUrl: string;
  close(): Promise<void>;
}

/**
 * The page on this machine, over a system that is deployed: verdicts from its API, photographs and
 * masks from its buckets, reviews beside the masks.
 *
 * @throws StartError when the description leaves out what is needed, or the port cannot be used.
 */
export async function startPage(options: PageSystemOptions): Promise<PageSystem> {
  const respond = makePageRespond(options);
  const http = await openHttpServer(options.port, options.telemetry);
  const session = openSession(new URL(http.url).port);
  http.serve(session.guard(respond));
  return { entryUrl: http.url + session.entry, close: http.close };
}

function makePageRespond({ description, fetch, objects, telemetry }: PageSystemOptions): Respond {
  const { endpoint, maskBucket } = placesIn(description);
  const buckets = description.buckets.map(({ name }) => name);
  const [bucket = ""] = buckets;
  const client = createClient({ endpoint, fetch });
  const verdictOf = async ({ bucket, key }: ObjectLocation) => {
    const answer = await client.verdict({ bucket, key });
    return answer && "verdict" in answer ? answer.verdict : undefined;
  };
  const book = new KeptReviews({ objects, maskBucket, telemetry });
  const routes = makeViewerRoutes([
    makeApiRoutes({ endpoint, fetch, bucket }),
    makeMaskRoute({ masks: objects, maskBucket }),
    makePictureRoute({ reader: objects, codec: makeSharpCodec(), buckets }),
    makeReviewRoutes({ book, verdictOf, clock }),
  ]);
  return async (request) =>
    (await routes(request)) ?? problem(404, "No such path", "This page has none of that name.");
}

/** @throws StartError */
function placesIn({ api, masks }: SystemDescription) {
  if (api !== undefined && masks !== undefined) {
    return { endpoint: api.replace(/\/+$/, ""), maskBucket: masks.name };
  }
  throw new StartError(
    "The file tells neither where verdicts are asked for nor where masks lie: an older release wrote it. Deploy anew with cdk deploy --outputs-file.",
  );
}
