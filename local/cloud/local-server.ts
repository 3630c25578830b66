import { createServer, type IncomingMessage, type Server } from "node:http";
import type { Telemetry } from "../../core/ports.ts";
import { LOCAL_HOST, localEndpoint } from "../../core/settings/local-endpoint.ts";
import { codeOf, StartError } from "../start-error.ts";
import { type Answer, problem, type Request, type Respond, wrongMethod } from "./local-routes.ts";

const MAX_BODY_BYTES = 16 * 1024;

/** No page of another site may show or read what is answered, nor take it for another type. */
const HEADERS = {
  "cross-origin-resource-policy": "same-origin",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
} as const;

/** A server that holds its port, and answers from `serve` on: also what was asked before. */
export interface HttpServer {
  readonly url: string;
  serve(respond: Respond): void;
  close(): Promise<void>;
}

/**
 * Listens on the loopback interface. Port 0: any free one.
 *
 * @throws StartError when the port is taken or not allowed.
 */
export async function openHttpServer(port: number, telemetry: Telemetry): Promise<HttpServer> {
  const server = createServer();
  let serve: HttpServer["serve"] = () => {};
  const served = new Promise<Respond>((resolve) => {
    serve = resolve;
  });
  await listen(server, port);
  const url = localEndpoint(portOf(server));
  const respond: Respond = async (request) => (await served)(request);
  attach(server, url, respond, telemetry);
  return { url, serve, close: () => close(server) };
}

function attach(server: Server, url: string, respond: Respond, telemetry: Telemetry): void {
  const hosts = new Set([new URL(url).host, `localhost:${portOf(server)}`]);
  server.on("request", async (request, response) => {
    const safely = async (): Promise<Answer> => {
      // A page of another site may not read verdicts by having its name point to this machine.
      if (!hosts.has(request.headers.host ?? "")) {
        return problem(403, "Forbidden", `Expected ${url}.`);
      }
      const read = await readRequest(request, {
        isForeign: isForeign(request, hosts),
        cookies: request.headers.cookie ?? "",
      });
      return "status" in read ? read : respond(read);
    };
    const answer = await safely().catch((error: unknown) => {
      telemetry.log("error", "request-failed", { target: request.url, error });
      return problem(500, "Internal error", "The request failed; the log says why.");
    });
    response.writeHead(answer.status, { ...HEADERS, ...answer.headers }).end(answer.body);
    // What was not read would stand in the way of the next request on this connection.
    request.resume();
  });
}

/** Browsers send `sec-fetch-site` with every request, and `origin` with those that change something. */
function isForeign({ headers }: IncomingMessage, hosts: ReadonlySet<string>): boolean {
  const { origin } = headers;
  const isFromElsewhere = origin !== undefined && !hosts.has(origin.replace(/^http:\/\//, ""));
  const site = headers["sec-fetch-site"];
  return isFromElsewhere || site === "cross-site" || site === "same-site";
}

/** The request, or the answer to one that cannot be read. */
async function readRequest(
  message: IncomingMessage,
  from: Pick<Request, "isForeign" | "cookies">,
): Promise<Request | Answer> {
  const { method, url: target = "/", headers } = message;
  // Node leaves the body out of an answer to HEAD.
  if (method === "GET" || method === "HEAD") return { method: "GET", target, ...from };
  if (method === "PUT") {
    const sizeBytes = Number(headers["content-length"] ?? 0);
    return { method, target, ...from, body: message, sizeBytes };
  }
  if (method !== "POST") return wrongMethod();
  // No page of another site can send this type without asking first, and it is not answered.
  if (headers["content-type"] !== "application/json") {
    return problem(415, "Unsupported media type", "Expected content-type: application/json.");
  }
  const body = await readBody(message);
  if (body !== undefined) return { method, target, ...from, body };
  return problem(413, "Too large", `Expected at most ${MAX_BODY_BYTES} bytes.`);
}

/** The body as text; undefined when it is larger than anything this API takes. */
async function readBody(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  for await (const chunk of request) {
    chunks.push(chunk);
    sizeBytes += chunk.length;
    if (sizeBytes > MAX_BODY_BYTES) return undefined;
  }
  return Buffer.concat(chunks).toString();
}

async function listen(server: Server, port: number): Promise<void> {
  try {
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen(port, LOCAL_HOST, resolve);
    });
  } catch (cause) {
    const why = codeOf(cause) === "EADDRINUSE" ? "is in use" : `cannot be used (${codeOf(cause)})`;
    throw new StartError(`Port ${port} ${why}. Give another with --port, or --port 0 for any.`, {
      cause,
    });
  }
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === "string") throw new TypeError("no port is open");
  return address.port;
}

async function close(server: Server): Promise<void> {
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
