import { createServer, type Server } from "node:http";
import { json } from "node:stream/consumers";
import { afterEach, beforeEach, expect, it } from "vitest";
import { TaskProtection } from "../../../../adapters/aws/task-protection.ts";

const MINUTE = 60_000;

let agent: Server;
let asked: unknown[];
let status: number;
let nowMs: number;
let logged: string[];
let protection: TaskProtection;

beforeEach(async () => {
  [asked, status, nowMs, logged] = [[], 200, 0, []];
  agent = createServer(async (request, response) => {
    asked.push([request.method, request.url, await json(request)]);
    response.writeHead(status, { connection: "close" }).end("{}");
  });
  await new Promise<void>((resolve) => agent.listen(0, "127.0.0.1", resolve));
  const address = agent.address();
  if (address === null || typeof address === "string") throw new TypeError("no port");
  protection = new TaskProtection({
    agentUri: `http://127.0.0.1:${address.port}/api/task`,
    clock: { now: () => new Date(nowMs), monotonicMs: () => nowMs },
    telemetry: { log: (_, event) => void logged.push(event), metric: () => {} },
  });
});

afterEach(() => new Promise((resolve) => agent.close(resolve)));

const ask = (state: object) => ["PUT", "/api/task/task-protection/v1/state", state];
const ON = ask({ ProtectionEnabled: true, ExpiresInMinutes: 15 });
const OFF = ask({ ProtectionEnabled: false });

it("protects a task from its first work to its last, asking once each", async () => {
  for (const isBusy of [false, true, true, true, false, false]) await protection.report(isBusy);
  expect(asked).toEqual([ON, OFF]);
});

it("asks again long before a protection ends", async () => {
  for (nowMs = 0; nowMs <= 10 * MINUTE; nowMs += MINUTE) await protection.report(true);
  expect(asked).toEqual([ON, ON, ON]);
});

it("says so in the log when the agent refuses, and goes on", async () => {
  status = 500;
  await protection.report(true);
  expect(logged).toEqual(["task-protection-refused"]);
});
