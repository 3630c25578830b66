import { createServer, type Server } from "node:http";
import { LOCAL_HOST, localEndpoint } from "../core/contracts/local-endpoint.ts";
import type { Telemetry } from "../core/ports.ts";
import { type Answer, problem, type Respond } from "./respond.ts";
import { codeOf, StartError } from "./start-error.ts";

/** A server that holds its port, and answers from `serve` on. */
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
  await listen(server, port);
  const url = localEndpoint(portOf(server));
  return {
    url,
    serve: (respond) => attach(server, url, respond, telemetry),
    close: () => close(server),
  };
}

function attach(server: Server, url: string, respond: Respond, telemetry: Telemetry): void {
  const hosts = new Set([new URL(url).host, `localhost:${portOf(server)}`]);
  server.on("request", async ({ method, url: target = "/", headers }, response) => {
    const safely = async (): Promise<Answer> => {
      // A page of another site may not read verdicts by having its name point to this machine.
      if (!hosts.has(headers.host ?? "")) return problem(403, "Forbidden", `Expected ${url}.`);
      if (method !== "GET") return problem(405, "Method not allowed", "Expected GET.");
      return respond(target);
    };
    const answer = await safely().catch((error: unknown) => {
      telemetry.log("error", "request-failed", { target, error });
      return problem(500, "Internal error", "The request failed; the log says why.");
    });
    response.writeHead(answer.status, answer.headers).end(answer.body);
  });
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
