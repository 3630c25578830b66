import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { MessageError } from "../core/contracts/reasons.ts";
import type { Telemetry } from "../core/ports.ts";
import type { AnswerInvocation } from "./answer-invocation.ts";

export interface EndpointServerDeps {
  readonly answer: AnswerInvocation;
  /** Whether an image could be scanned right now. */
  readonly isReady: () => boolean;
  readonly telemetry: Telemetry;
  readonly maxBodyBytes: number;
}

export interface EndpointServer {
  readonly port: number;
  /** Takes no more requests, and resolves when those in hand are answered. */
  drain(): Promise<void>;
}

interface Reply {
  readonly status: number;
  readonly content?: unknown;
}

/**
 * What SageMaker asks of a container: `GET /ping` and `POST /invocations`.
 * https://docs.aws.amazon.com/sagemaker/latest/dg/your-algorithms-inference-code.html
 *
 * @param port 0: any free one.
 */
export async function startEndpointServer(
  deps: EndpointServerDeps,
  port: number,
): Promise<EndpointServer> {
  const server = createServer(async (request, response) => {
    const reply = await replyTo(deps, request).catch((error: unknown): Reply => {
      deps.telemetry.log("error", "invocation-failed", { error });
      return { status: 500, content: { message: "The scan failed; the log says why." } };
    });
    send(response, reply);
  });
  server.listen(port);
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new TypeError("no port is open");
  return {
    port: address.port,
    drain: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeIdleConnections();
      }),
  };
}

async function replyTo(deps: EndpointServerDeps, request: IncomingMessage): Promise<Reply> {
  const route = `${request.method} ${request.url}`;
  if (route === "GET /ping") return { status: deps.isReady() ? 200 : 503 };
  if (route !== "POST /invocations") {
    const expected = "GET /ping or POST /invocations";
    return { status: 404, content: { message: `Expected ${expected}, received ${route}.` } };
  }
  const body = await readBody(request, deps.maxBodyBytes);
  if (body === undefined) {
    const message = `Expected at most ${deps.maxBodyBytes} bytes. Upload the image and send a job.`;
    return { status: 413, content: { message } };
  }
  const contentType = request.headers["content-type"] ?? "";
  try {
    return { status: 200, content: await deps.answer({ contentType, body }) };
  } catch (error) {
    if (!(error instanceof MessageError)) throw error;
    return { status: 400, content: { message: error.message } };
  }
}

async function readBody(request: IncomingMessage, maxBytes: number): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  for await (const chunk of request) {
    sizeBytes += chunk.length;
    if (sizeBytes > maxBytes) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function send(response: ServerResponse, { status, content }: Reply): void {
  // A connection that stays open would hold up a drain.
  const headers = { "content-type": "application/json", connection: "close" };
  response.writeHead(status, headers).end(content === undefined ? "" : JSON.stringify(content));
}
