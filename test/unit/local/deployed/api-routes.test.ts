import { expect, it } from "vitest";
import type { Request } from "../../../../local/cloud/local-routes.ts";
import { makeApiRoutes } from "../../../../local/deployed/api-routes.ts";

const FROM = { isForeign: false, cookies: "" } as const;
const get = (target: string): Request => ({ method: "GET", target, ...FROM });

function routesOver(answer: () => Promise<{ status: number; text: () => Promise<string> }>) {
  const sent: unknown[] = [];
  const routes = makeApiRoutes({
    endpoint: "https://api.example",
    bucket: "photos",
    fetch: (url, { signal: _, ...init }) => {
      sent.push({ url, ...init });
      return answer();
    },
  });
  return { routes, sent };
}
const ok = async () => ({ status: 404, text: async () => '{"title":"x"}' });

it("passes questions on as they came, and answers back", async () => {
  const { routes, sent } = routesOver(ok);
  const answer = await routes(get("/verdict?bucket=b&key=a%20%2B%25"));
  expect(sent).toEqual([
    {
      url: "https://api.example/verdict?bucket=b&key=a%20%2B%25",
      method: "GET",
      headers: { accept: "application/json" },
    },
  ]);
  expect(answer).toMatchObject({ status: 404, body: '{"title":"x"}' });
});

it("passes a wish for another scan on with its body", async () => {
  const { routes, sent } = routesOver(ok);
  await routes({ method: "POST", target: "/scans", body: "{}", ...FROM });
  expect(sent).toMatchObject([{ method: "POST", body: "{}" }]);
});

it("asks the API about nothing else", async () => {
  const { routes, sent } = routesOver(ok);
  const targets = ["/system", "/verdicts/b/k", "/verdict/../x", "/pictures?x", "//evil.example/"];
  for (const target of targets) expect(await routes(get(target))).toBeUndefined();
  expect(sent).toEqual([]);
});

it("says how to upload instead", async () => {
  const { routes } = routesOver(ok);
  const body = (async function* () {})();
  const answer = await routes({ method: "PUT", target: "/uploads?key=a", body, ...FROM });
  expect(answer?.status).toBe(403);
  expect(answer?.body).toContain("aws s3 cp FILE s3://photos/");
});

it("says why the system did not answer", async () => {
  const { routes } = routesOver(() =>
    Promise.reject(new TypeError("fetch failed", { cause: new Error("getaddrinfo ENOTFOUND") })),
  );
  const answer = await routes(get("/verdicts"));
  expect(answer?.status).toBe(502);
  expect(answer?.body).toContain("getaddrinfo ENOTFOUND");
});
