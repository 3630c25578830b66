import { expect, it } from "vitest";
import { createClient, type Fetch } from "../../../client/create-client.ts";
import { scannedVerdictOf } from "../../../core/verdicts/result-to-verdict.ts";
import { OBJECT, scannedResult } from "../../helpers/builders.ts";

const verdict = scannedVerdictOf(scannedResult(), "masks");
const problem = (status: number) => ({ title: "No", status, detail: `because of ${status}` });

/** A client of an API that gives one answer, and what it was asked. */
function clientOf(status: number, body: unknown, endpoint = "https://api.test/") {
  const asked: Parameters<Fetch>[] = [];
  const fetch: Fetch = async (...request) => {
    asked.push(request);
    return { status, text: async () => (typeof body === "string" ? body : JSON.stringify(body)) };
  };
  return { client: createClient({ endpoint, fetch }), asked };
}

it("asks for a verdict by the form that takes every key", async () => {
  const object = { ...verdict.object, bucket: "b", key: "a b/../ü&x.jpg" };
  const known = { verdict: { ...verdict, object }, stale: false };
  const { client, asked } = clientOf(200, known);
  const answer = await client.verdict({ bucket: "b", key: "a b/../ü&x.jpg", versionId: "v1" });
  expect(answer).toEqual(known);
  const url = "https://api.test/verdict?bucket=b&key=a+b%2F..%2F%C3%BC%26x.jpg&versionId=v1";
  expect(asked).toMatchObject([[url, { method: "GET", headers: { accept: "application/json" } }]]);
});

it("keeps the path of a stage", async () => {
  const { client, asked } = clientOf(200, { verdicts: [] }, "https://api.test/stage");
  await client.list();
  expect(asked[0]?.[0]).toBe("https://api.test/stage/verdicts?");
});

it("tells a verdict that is pending from an object that is unknown", async () => {
  const pending = { state: "pending", object: OBJECT };
  await expect(clientOf(202, pending).client.verdict(OBJECT)).resolves.toEqual(pending);
  await expect(clientOf(404, problem(404)).client.verdict(OBJECT)).resolves.toBeUndefined();
});

it("leaves out what a newer server adds, wherever it stands", async () => {
  const { object } = verdict;
  const added = { ...verdict, mood: "calm", object: { ...object, owner: { name: "x" } } };
  const { client } = clientOf(200, { verdict: added, stale: false, advice: [] });
  await expect(client.verdict(object)).resolves.toEqual({ verdict, stale: false });
  const { client: lists } = clientOf(200, { verdicts: [verdict, added], total: 2 });
  await expect(lists.list()).resolves.toEqual({ verdicts: [verdict, verdict] });
  const { client: refused } = clientOf(400, { ...problem(400), type: "about:blank" });
  await expect(refused.list()).rejects.toMatchObject({ name: "ProblemError", status: 400 });
});

it("takes the mask's link where it is one of the web, and no other", async () => {
  const asked = (maskUrl: string) =>
    clientOf(200, { verdict, maskUrl }).client.verdict(verdict.object);
  for (const maskUrl of [
    "http://127.0.0.1:8317/masks/a%20b.png",
    "https://m.test/a?X-Amz-Date=1",
  ]) {
    await expect(asked(maskUrl)).resolves.toEqual({ verdict, maskUrl });
  }
  for (const maskUrl of ["javascript:alert(1)", "file:///etc/passwd", "/masks/a.png", ""]) {
    await expect(asked(maskUrl)).rejects.toThrow("expected an http or https URL");
  }
});

it("lists a page", async () => {
  const { client, asked } = clientOf(200, { verdicts: [verdict], cursor: "2026-01-02T03" });
  const page = await client.list({ label: "failed", limit: 1 });
  expect(page).toEqual({ verdicts: [verdict], cursor: "2026-01-02T03" });
  expect(asked[0]?.[0]).toBe("https://api.test/verdicts?label=failed&limit=1");
});

it("asks for a scan", async () => {
  const { scanId } = scannedResult().job;
  const { client, asked } = clientOf(202, { scanId, object: OBJECT });
  const { bucket, key } = OBJECT;
  expect(await client.requestScan({ bucket, key })).toEqual({ scanId, object: OBJECT });
  expect(asked).toMatchObject([
    ["https://api.test/scans", { method: "POST", body: JSON.stringify({ bucket, key }) }],
  ]);
});

it.each([400, 403, 503])("throws what the API said with %i", async (status) => {
  const { client } = clientOf(status, problem(status));
  const expected = { name: "ProblemError", status, title: "No", message: `because of ${status}` };
  await expect(client.list()).rejects.toMatchObject(expected);
});

it.each([
  ["of another server", 404, "<html>not here</html>", "received 404: <html>not here"],
  ["of the gateway", 403, { message: "Forbidden" }, 'received 403: {"message":"Forbidden"}'],
  ["of another contract", 200, { verdict: { state: "guessed" } }, "received 200: "],
  ["that is denied and says unknown", 403, problem(404), "received 403: "],
  ["of a redirection", 302, { state: "pending", object: OBJECT }, "received 302: "],
])("throws an answer %s", async (_, status, body, message) => {
  const error = { name: "UnexpectedAnswerError", status };
  const asked = clientOf(status, body).client.verdict(OBJECT);
  await expect(asked).rejects.toMatchObject({
    ...error,
    message: expect.stringContaining(message),
  });
});

it("throws an answer about another object", async () => {
  const other = { ...OBJECT, key: "other.jpg" };
  const { client } = clientOf(202, { state: "pending", object: other });
  await expect(client.verdict(OBJECT)).rejects.toThrow("expected an answer about");
  const { scanId } = scannedResult().job;
  const { client: scans } = clientOf(202, { scanId, object: other });
  await expect(scans.requestScan(OBJECT)).rejects.toThrow("expected an answer about");
});

it.each(["api.test", "localhost:8317", "file:///etc/", "https://x/p?stage=1", "https://user:pw@h"])(
  "refuses the endpoint %s",
  (endpoint) => {
    expect(() => createClient({ endpoint })).toThrow(TypeError);
  },
);
