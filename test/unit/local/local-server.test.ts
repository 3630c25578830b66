import { setTimeout as sleep } from "node:timers/promises";
import { expect, it } from "vitest";
import { openHttpServer } from "../../../local/cloud/local-server.ts";

const telemetry = { log: () => {}, metric: () => {} };
const answer = { status: 200, headers: {}, body: "served" };

it("answers what was asked before there was anything to answer with", async () => {
  const server = await openHttpServer(0, telemetry);
  const early = fetch(`${server.url}/early`).then((response) => response.text());
  await sleep(100);
  server.serve(async () => answer);
  expect(await early).toBe("served");
  expect((await fetch(`${server.url}/late`)).status).toBe(200);
  await server.close();
});

it("ends what nobody will answer any more", async () => {
  const server = await openHttpServer(0, telemetry);
  const early = fetch(`${server.url}/early`).then(
    () => "answered",
    () => "ended",
  );
  await sleep(100);
  await server.close();
  expect(await early).toBe("ended");
});

it("refuses at once what it would never answer", async () => {
  const server = await openHttpServer(0, telemetry);
  const response = await fetch(server.url, { method: "DELETE" });
  expect(response.status).toBe(405);
  expect(response.headers.get("allow")).toContain("HEAD");
  await server.close();
});

it("answers HEAD as GET, without the body", async () => {
  const server = await openHttpServer(0, telemetry);
  server.serve(async ({ method }) => ({ ...answer, headers: { "x-method": method } }));
  const response = await fetch(server.url, { method: "HEAD" });
  expect(response.status).toBe(200);
  expect(response.headers.get("x-method")).toBe("GET");
  expect(await response.text()).toBe("");
  await server.close();
});
