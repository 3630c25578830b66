import { expect, it } from "vitest";
import { openApi } from "../../core/api/openapi.ts";
import { SCANS_ROUTE } from "../../core/api/scan-request.ts";
import { VERDICT_ROUTES } from "../../core/api/verdict-query.ts";

it("docs/openapi.json is the API's contract; `npm run schemas` writes it", async () => {
  const text = `${JSON.stringify(openApi(), null, 2)}\n`;
  await expect(text).toMatchFileSnapshot("../../docs/openapi.json");
});

it("has every route, with the parameters that its parser takes", () => {
  const { paths } = openApi();
  const routes = Object.values(VERDICT_ROUTES).map((route) => route.replace("+}", "}"));
  expect(Object.keys(paths)).toEqual([...routes, SCANS_ROUTE]);
  const named = (route: string) => {
    const operation = paths[route];
    if (operation === undefined || !("get" in operation)) throw new Error(`no GET ${route}`);
    return operation.get.parameters.map(({ name, required }) => [name, required]);
  };
  expect(named(VERDICT_ROUTES.canonical)).toEqual([
    ["bucket", true],
    ["key", true],
    ["versionId", false],
  ]);
  expect(named(VERDICT_ROUTES.list)).toEqual([
    ["label", false],
    ["bucket", false],
    ["prefix", false],
    ["since", false],
    ["until", false],
    ["limit", false],
    ["cursor", false],
  ]);
});
