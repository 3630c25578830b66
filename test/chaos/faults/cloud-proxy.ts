import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { LOCAL_HOST, localEndpoint } from "../../../core/settings/local-endpoint.ts";
import type { Random } from "../../fuzz/mutate.ts";
import type { Faults } from "./faults.ts";
import { answerError, type Service } from "./service-errors.ts";

/** Far below the visibility timeout, so that a slow request is no lost one. */
const SLOWEST_MS = 400;

export interface ProxyOptions {
  readonly service: Service;
  /** The endpoint that is behind it. */
  readonly target: string;
  readonly faults: Faults;
  readonly random: Random;
}

export interface Proxy {
  readonly endpoint: string;
  close(): void;
}

/** Stands between the SDK and an emulator, and lets faults happen on the way. */
export async function startProxy(options: ProxyOptions): Promise<Proxy> {
  const server = createServer((incoming, response) => void pass(options, incoming, response));
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, LOCAL_HOST, resolve);
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new TypeError("no port is open");
  const close = () => {
    server.close();
    server.closeAllConnections();
  };
  return { endpoint: localEndpoint(address.port), close };
}

async function pass(options: ProxyOptions, incoming: IncomingMessage, response: ServerResponse) {
  const { service, target, faults, random } = options;
  const fault = faults.next(service, String(incoming.headers["amz-sdk-invocation-id"]));
  if (fault === "dropped") incoming.socket.destroy();
  else if (fault === "error") {
    incoming.resume();
    answerError(service, response, random);
  } else {
    if (fault === "slow") await sleep(random(SLOWEST_MS));
    forward(target, incoming, response, fault === "answer-lost");
  }
}

function forward(
  target: string,
  incoming: IncomingMessage,
  response: ServerResponse,
  isAnswerLost: boolean,
): void {
  const { method, url, headers } = incoming;
  const options = { method, path: url, headers: { ...headers, host: new URL(target).host } };
  const upstream = request(target, options, (answer) => {
    if (isAnswerLost) answer.resume().once("end", () => incoming.socket.destroy());
    else answer.pipe(response.writeHead(answer.statusCode ?? 502, answer.headers));
  });
  upstream.on("error", () => incoming.socket.destroy());
  // Whoever asked was killed: nobody waits for messages any more.
  response.on("close", () => upstream.destroy());
  incoming.pipe(upstream);
}
