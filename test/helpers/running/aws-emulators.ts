import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type Server } from "node:http";
import { json, text } from "node:stream/consumers";
import dynalite from "dynalite";
import { buildApp } from "fauxqs";
import { onTestFinished } from "vitest";
import { z } from "zod";
import { type Emulator, makeDynamoDbClient } from "../../../adapters/aws/clients.ts";
import { createVerdictTable } from "../../../adapters/aws/dynamo/create-verdict-table.ts";

const HOST = "127.0.0.1";

/** SQS and S3 in this process, until the test ends. */
export async function startFauxqs(): Promise<Emulator> {
  const app = buildApp({ logger: false });
  const endpoint = await app.listen({ host: HOST, port: 0 });
  onTestFinished(() => app.close());
  return { endpoint };
}

/** DynamoDB in this process, with an empty verdict table, until the test ends. */
export async function startDynalite(tableName: string): Promise<Emulator> {
  const emulator = await listen(dynalite({ createTableMs: 0 }));
  await createVerdictTable(makeDynamoDbClient(emulator), tableName);
  return emulator;
}

const SentMessage = z.object({ MessageBody: z.string() });

export interface QueueDouble extends Emulator {
  readonly url: string;
  readonly bodies: readonly string[];
}

/**
 * A queue that takes whatever is sent, under a URL that resolves: fauxqs names a host that does not,
 * and an SDK that knows its endpoint from the environment alone calls that host.
 */
export async function startQueueDouble(): Promise<QueueDouble> {
  const bodies: string[] = [];
  const { endpoint } = await startJsonDouble((request) => {
    const { MessageBody } = SentMessage.parse(request);
    bodies.push(MessageBody);
    const MD5OfMessageBody = createHash("md5").update(MessageBody).digest("hex");
    return { MessageId: String(bodies.length), MD5OfMessageBody };
  });
  return { endpoint, url: `${endpoint}/000000000000/results`, bodies };
}

export interface JsonDouble extends Emulator {
  readonly bodies: readonly unknown[];
}

/** A service that speaks JSON: answers as told, and keeps what it was asked. */
export async function startJsonDouble(reply: (body: unknown) => object): Promise<JsonDouble> {
  const bodies: unknown[] = [];
  const server = createServer(async (request, response) => {
    const body = await json(request);
    bodies.push(body);
    response.end(JSON.stringify(reply(body)));
  });
  return { ...(await listen(server)), bodies };
}

export interface HttpReply {
  readonly status: number;
  readonly headers?: Record<string, string>;
  readonly body?: string | Uint8Array;
}

export interface HttpDouble extends Emulator {
  readonly requests: IncomingMessage[];
  /** Of each request, in their order. */
  readonly received: string[];
}

/** Answers every request as told, and keeps what was asked. */
export async function startHttpDouble(
  reply: (request: IncomingMessage) => HttpReply,
): Promise<HttpDouble> {
  const requests: IncomingMessage[] = [];
  const received: string[] = [];
  const server = createServer(async (request, response) => {
    requests.push(request);
    received.push(await text(request));
    const { status, headers = {}, body } = reply(request);
    response.writeHead(status, headers).end(body);
  });
  return { ...(await listen(server)), requests, received };
}

/** An S3 error as S3 words it; a HEAD gets the status alone. */
export function s3Error(status: number, code: string, message = "", more = ""): HttpReply {
  const body = `<Error><Code>${code}</Code><Message>${message}</Message>${more}</Error>`;
  return { status, headers: { "content-type": "application/xml" }, body };
}

async function listen(server: Server): Promise<Emulator> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, HOST, resolve);
  });
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new TypeError("no port is open");
  return { endpoint: `http://${HOST}:${address.port}` };
}
