import type { APIGatewayProxyStructuredResultV2 } from "aws-lambda";
import { SCANS_ROUTE } from "../../core/api/scan-request.ts";
import { VERDICT_ROUTES } from "../../core/api/verdict-query.ts";
import type { ObjectLinks } from "../../core/ports.ts";
import { SYSTEM_ROUTE, type SystemDescription } from "../../core/settings/system-description.ts";
import type { QueryVerdict, VerdictRequest } from "../../lambdas/query-verdict/query-verdict.ts";
import type { RequestScan } from "../../lambdas/request-scan/request-scan.ts";

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
}

/** `target`: path and query as they came, nothing folded. */
export type Request = {
  readonly target: string;
  /** Whether a page of another site asks, as far as its browser says so. */
  readonly isForeign: boolean;
  /** As the browser sends them, empty without any. */
  readonly cookies: string;
} & (
  | { readonly method: "GET" }
  | { readonly method: "POST"; readonly body: string }
  | {
      readonly method: "PUT";
      readonly body: AsyncIterable<Uint8Array>;
      /** As announced. */
      readonly sizeBytes?: number;
    }
);

export type Respond = (request: Request) => Promise<Answer>;

/** Undefined: it is about something else. */
export type Routes = (request: Request) => Promise<Answer | undefined>;

export interface RespondDeps {
  readonly queryVerdict: QueryVerdict;
  readonly requestScan: RequestScan;
  readonly masks: Routes;
  /** Told at `SYSTEM_ROUTE`. */
  readonly description: SystemDescription;
  /** Of the page; asked first. */
  readonly viewer?: Routes;
}

const PATH_ROUTE = new RegExp(
  `^${VERDICT_ROUTES.byPath.replace("{bucket}", "(?<bucket>[^/]+)").replace("{key+}", "(?<key>.+)")}$`,
);

/** Routes as the HTTP API in the cloud does, and hands out the masks that its links lead to. */
export function makeRespond(deps: RespondDeps): Respond {
  return async (request) => {
    const { target } = request;
    const answer = await deps.viewer?.(request);
    if (answer !== undefined) return answer;
    const mask = await deps.masks(request);
    if (mask !== undefined) return mask;
    if (request.method === "GET") return get(deps, target);
    if (request.method === "PUT") return wrongMethod();
    if (target !== SCANS_ROUTE) return noSuchPath(target, SCANS_ROUTE);
    return fromGateway(await deps.requestScan({ ...request, isBase64Encoded: false }));
  };
}

async function get(deps: RespondDeps, target: string): Promise<Answer> {
  if (target === SYSTEM_ROUTE) return jsonAnswer(deps.description);
  const query = requestOf(target);
  if (query === undefined) return noSuchPath(target, ...Object.values(VERDICT_ROUTES));
  if (query === "undecodable") {
    return problem(400, "Bad request", `Expected a path in URL encoding, received ${target}.`);
  }
  return fromGateway(await deps.queryVerdict(query));
}

export function jsonAnswer(body: object): Answer {
  const headers = { "content-type": "application/json", "cache-control": "no-store" };
  return { status: 200, headers, body: JSON.stringify(body) };
}

function noSuchPath(target: string, ...expected: string[]): Answer {
  return problem(404, "No such path", `Expected ${expected.join(" or ")}, received ${target}.`);
}

function fromGateway({
  statusCode = 200,
  headers = {},
  body = "",
}: APIGatewayProxyStructuredResultV2): Answer {
  const texts = Object.entries(headers).map(([name, value]) => [name, String(value)]);
  return { status: statusCode, headers: Object.fromEntries(texts), body };
}

/** The gateway's event: path parameters decoded, the query string as it came. */
function requestOf(target: string): VerdictRequest | "undecodable" | undefined {
  const [path = "", ...query] = target.split("?");
  const rawQueryString = query.join("?");
  const plain = [VERDICT_ROUTES.canonical, VERDICT_ROUTES.list].find((route) => route === path);
  if (plain !== undefined) return { routeKey: `GET ${plain}`, rawQueryString };
  const { bucket, key } = PATH_ROUTE.exec(path)?.groups ?? {};
  if (bucket === undefined || key === undefined) return undefined;
  try {
    const pathParameters = { bucket: decodeURIComponent(bucket), key: decodeURIComponent(key) };
    return { routeKey: `GET ${VERDICT_ROUTES.byPath}`, rawQueryString, pathParameters };
  } catch {
    return "undecodable";
  }
}

export function wrongMethod(): Answer {
  const { headers, ...answer } = problem(405, "Method not allowed", "Expected GET or POST.");
  return { ...answer, headers: { ...headers, allow: "GET, HEAD, POST" } };
}

export function problem(status: number, title: string, detail: string): Answer {
  const headers = { "content-type": "application/problem+json" };
  return { status, headers, body: JSON.stringify({ title, status, detail }) };
}

/** Links to masks on this machine: they need no signature, and do not expire. */
export function linksTo(url: string): ObjectLinks {
  return { presignGet: async ({ key }) => `${url}/${key}` };
}
