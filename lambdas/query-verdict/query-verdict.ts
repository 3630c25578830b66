import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from "aws-lambda";
import { parseListQuery } from "../../core/api/verdict-list.ts";
import {
  MASK_URL_SECONDS,
  parametersOf,
  parseVerdictQuery,
  survivesInPath,
  VERDICT_ROUTES,
  type VerdictAnswer,
  type VerdictQuery,
  verdictUrlOf,
} from "../../core/api/verdict-query.ts";
import { isFolderMarker, latestRow, versionRow } from "../../core/contracts/object-keys.ts";
import { MessageError, ScanError } from "../../core/contracts/reasons.ts";
import type { Verdict } from "../../core/contracts/verdict.ts";
import type {
  ObjectLinks,
  ObjectReader,
  QuarantineRecords,
  Telemetry,
  VerdictStore,
} from "../../core/ports.ts";
import { quarantinedIn } from "../../core/quarantine/quarantine-record.ts";
import { isScanned, type KeyFilters } from "../../core/settings/key-filter.ts";
import { type ObjectState, verdictStatusOf } from "../../core/verdicts/verdict-status.ts";
import { json, problem } from "../http-response.ts";
import type { ListVerdicts } from "./list-verdicts.ts";

export interface QueryVerdictDeps {
  readonly verdicts: Pick<VerdictStore, "get">;
  readonly reader: Pick<ObjectReader, "head">;
  readonly links: ObjectLinks;
  readonly listVerdicts: ListVerdicts;
  readonly telemetry: Telemetry;
  /** @default every key is scanned */
  readonly filters?: KeyFilters;
  /** @default nothing was ever quarantined */
  readonly quarantine?: Pick<QuarantineRecords, "get">;
}

/**
 * What is read of an HTTP API event; path parameters are decoded, the query string is not. A route
 * without path parameters has none, or null: gateways differ.
 */
export interface VerdictRequest
  extends Pick<APIGatewayProxyEventV2, "rawQueryString" | "routeKey"> {
  readonly pathParameters?: Readonly<Record<string, string | undefined>> | null;
}

export type QueryVerdict = (request: VerdictRequest) => Promise<APIGatewayProxyStructuredResultV2>;

const NEVER_SCANNED =
  "The object is there, but the filter of its bucket leaves it out: it has a verdict only once a scan " +
  "was asked for.";

const FOLDER_MARKER = "The object is there, but it only marks a folder: it is empty, and no image.";

/** The gateway's name of the route that lists. */
export const LIST_ROUTE_KEY = `GET ${VERDICT_ROUTES.list}`;

/**
 * `GET /verdict?bucket=&key=&versionId=` or `GET /verdicts/{bucket}/{key+}` → 200 VerdictAnswer,
 * 202 PendingAnswer, 404; `GET /verdicts?label=&…` → 200 ListAnswer. 400 for a
 * request that cannot be followed, 503 when the table or the bucket does not answer.
 */
export function makeQueryVerdict(deps: QueryVerdictDeps): QueryVerdict {
  return async (request) => {
    try {
      if (request.routeKey !== LIST_ROUTE_KEY) return await answer(deps, queryOf(request));
      const query = parseListQuery(parametersOf(request.rawQueryString));
      return json(200, await deps.listVerdicts(query));
    } catch (error) {
      if (error instanceof MessageError) return problem(400, error.message);
      deps.telemetry.log("error", "query-failed", { error });
      return problem(503, "The verdict could not be read. Ask again in a moment.");
    }
  };
}

/** @throws MessageError when the request names no object, or a path that may have been changed. */
function queryOf({ pathParameters, rawQueryString }: VerdictRequest): VerdictQuery {
  const { bucket, key } = pathParameters ?? {};
  const inPath = Object.entries({ bucket, key }).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as const],
  );
  const query = parseVerdictQuery([...inPath, ...parametersOf(rawQueryString)]);
  if (key === undefined || survivesInPath(key)) return query;
  throw new MessageError({
    expected: `${verdictUrlOf(query)} for a key that URLs fold`,
    received: "it as part of the path",
  });
}

function named({ bucket, key, versionId }: VerdictQuery): string {
  const object = `${bucket}/${key}`;
  return versionId === undefined ? object : `version ${versionId} of ${object}`;
}

async function answer(deps: QueryVerdictDeps, query: VerdictQuery) {
  const row = query.versionId === undefined ? latestRow(query) : versionRow(query);
  const verdict = await deps.verdicts.get(row);
  const standing = verdictStatusOf(verdict, await objectStateOf(deps, query, verdict));
  switch (standing.kind) {
    case "verdict":
      return json(200, await answerOf(deps, standing.verdict, standing.stale));
    case "pending": {
      if (!isScanned(deps.filters ?? {}, query)) return problem(404, NEVER_SCANNED);
      const { sizeBytes } = standing.head;
      if (isFolderMarker({ key: query.key, sizeBytes })) return problem(404, FOLDER_MARKER);
      const { eTag, versionId } = standing.head;
      const object = {
        bucket: query.bucket,
        key: query.key,
        eTag,
        ...(versionId && { versionId }),
      };
      return json(202, { state: "pending", object });
    }
    default:
      return problem(404, `Nothing is known of ${named(query)}, and no such object is seen.`);
  }
}

/** The bucket is asked last, and a verdict that is there is not held back when it does not answer. */
async function objectStateOf(
  { reader, telemetry }: QueryVerdictDeps,
  { bucket, key, versionId }: VerdictQuery,
  verdict: Verdict | undefined,
): Promise<ObjectState> {
  // The scanner's own names of versions, which S3 does not know.
  if (versionId?.includes(":")) return "unchecked";
  try {
    return await reader.head({ bucket, key, ...(versionId !== undefined && { versionId }) });
  } catch (error) {
    if (error instanceof ScanError) return error.code === "not_found" ? "absent" : "unchecked";
    if (verdict === undefined) throw error;
    telemetry.log("warn", "object-unchecked", { bucket, key, error });
    return "unchecked";
  }
}

async function answerOf(
  { links, quarantine }: QueryVerdictDeps,
  verdict: Verdict,
  stale: boolean | undefined,
): Promise<VerdictAnswer> {
  const staleness = stale === undefined ? {} : { stale };
  if (verdict.state !== "scanned") return { verdict, ...staleness };
  const maskUrl = await links.presignGet(verdict.mask, MASK_URL_SECONDS);
  // Only these are ever quarantined.
  const isCandidate = verdict.label === "manipulated";
  const record = isCandidate ? await quarantine?.get(verdict.object) : undefined;
  return { verdict, ...staleness, maskUrl, ...(record && { quarantine: quarantinedIn(record) }) };
}
