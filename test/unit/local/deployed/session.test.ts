import { expect, it } from "vitest";
import type { Request } from "../../../../local/cloud/local-routes.ts";
import { openSession } from "../../../../local/deployed/session.ts";

const session = openSession("8317");
const respond = session.guard(async () => ({ status: 200, headers: {}, body: "inside" }));
const ask = (target: string, cookies = "") =>
  respond({ method: "GET", target, cookies, isForeign: false } satisfies Request);
const cookieOf = async (target: string) =>
  (await ask(target)).headers["set-cookie"]?.split(";")[0] ?? "";

it("lets in whoever opens the entry, and then by the cookie alone", async () => {
  const entered = await ask(session.entry);
  expect(entered).toMatchObject({ status: 303, headers: { location: "/" } });
  expect(entered.headers["set-cookie"]).toMatch(
    /^fasa-8317=[\w-]{43}; HttpOnly; SameSite=Strict; Path=\/$/,
  );
  const cookie = await cookieOf(session.entry);
  expect(await ask("/verdicts", `other=1; ${cookie}; more=2`)).toMatchObject({ body: "inside" });
});

it.each([
  ["nothing", "/", ""],
  ["another token", "/?token=x", ""],
  ["an empty token", "/?token=", "fasa-8317="],
  ["another cookie", "/verdicts", "fasa-8317=x"],
])("keeps out %s", async (_, target, cookies) => {
  const answer = await ask(target, cookies);
  expect(answer.status).toBe(403);
  expect(answer.headers["set-cookie"]).toBeUndefined();
});

it("keeps out the cookie of another page", async () => {
  const other = openSession("8317");
  const cookie = await cookieOf(session.entry);
  const answer = await other.guard(async () => ({ status: 200, headers: {}, body: "" }))({
    ...{ method: "GET", target: "/", cookies: cookie, isForeign: false },
  });
  expect(answer.status).toBe(403);
});
