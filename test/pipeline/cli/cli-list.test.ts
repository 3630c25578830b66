import { createHash, createHmac } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { expect, it } from "vitest";
import { regionOfApi } from "../../../adapters/aws/signing-fetch.ts";
import { scannedVerdictOf } from "../../../core/verdicts/result-to-verdict.ts";
import { jobFor, scannedResult } from "../../helpers/builders.ts";
import { startHttpDouble } from "../../helpers/running/aws-emulators.ts";
import { runCli } from "../../helpers/running/run-cli.ts";

const SECRET = "wJalrXUtnFEMI";
const CREDENTIALS = { AWS_ACCESS_KEY_ID: "AKID", AWS_SECRET_ACCESS_KEY: SECRET };

const verdict = (key: string) => scannedVerdictOf(scannedResult(jobFor({ key })), "masks");
const answer = (body: unknown) => ({ status: 200, body: JSON.stringify(body) });

it("fasa list prints the newest verdicts under a label, page after page", async () => {
  const cursor = "2026-01-02T03";
  const { endpoint, requests } = await startHttpDouble(({ url = "" }) =>
    answer(
      url.includes("cursor")
        ? { verdicts: [verdict("c.jpg")] }
        : { verdicts: [verdict("a.jpg"), verdict("b.jpg")], cursor },
    ),
  );
  const list = (...args: string[]) => runCli(["list", "--endpoint", endpoint, ...args], ".");
  const { code, stdout } = await list("--since", "2026-01-02", "--label", "failed");
  expect(code).toBe(0);
  expect(stdout.split("\n").map((row) => row.split(" ")[0])).toEqual(
    expect.arrayContaining(["a.jpg", "b.jpg", "c.jpg"]),
  );
  expect(requests[0]?.url).toContain("label=failed&since=2026-01-02T00%3A00%3A00.000Z&limit=50");
  expect(requests[0]?.headers.authorization).toBeUndefined();

  const limited = await list("--limit", "2", "--json");
  expect(limited.stdout.trim().split("\n")).toHaveLength(2);
});

it.each([
  [["--limit", "0"], "a whole number as --limit"],
  [["--since", "soon"], "7d as --since"],
  [["--endpoint", "ftp://x"], "an http or https URL as endpoint"],
])("fasa list %j is refused in words", async (args, message) => {
  const { code, stderr } = await runCli(["list", ...args], ".");
  expect(code).toBe(2);
  expect(stderr).toContain(message);
});

it("fasa list says that nobody answers, and what was refused", async () => {
  const nobody = await runCli(["list", "--endpoint", "http://127.0.0.1:9"], ".");
  expect(nobody).toMatchObject({ code: 5 });
  expect(nobody.stderr).toContain("cannot be reached");
  const body = { title: "Forbidden", status: 403, detail: "Sign your request." };
  const { endpoint } = await startHttpDouble(() => ({ status: 403, body: JSON.stringify(body) }));
  const denied = await runCli(["list", "--endpoint", endpoint], ".");
  expect(denied).toMatchObject({ code: 5 });
  expect(denied.stderr).toContain("Sign your request.");
});

it("signs as IAM expects it where the region is told", async () => {
  const { endpoint, requests } = await startHttpDouble(() => answer({ verdicts: [] }));
  const args = ["verdict", "images/a b+(ü)*~.jpg", "--endpoint", endpoint, "--sign", "eu-west-3"];
  await runCli(args, ".", { ...CREDENTIALS, AWS_SESSION_TOKEN: "session" });
  const [request] = requests;
  if (request === undefined) throw new Error("nothing was asked");
  expect(request.url).not.toContain("+");
  expect(request.headers["x-amz-security-token"]).toBe("session");
  const [, scope, names, signature] =
    /Credential=AKID\/(\S+), SignedHeaders=(\S+), Signature=(\w+)/.exec(
      request.headers.authorization ?? "",
    ) ?? [];
  expect(scope).toMatch(/^\d{8}\/eu-west-3\/execute-api\/aws4_request$/);
  expect(signature).toBe(signatureOf(request, scope ?? "", names?.split(";") ?? []));
});

it("knows the region of an API by its name", () => {
  expect(regionOfApi("https://ab12.execute-api.ap-south-1.amazonaws.com")).toBe("ap-south-1");
  expect(regionOfApi("https://ab12.execute-api.ap-south-1.amazonaws.com.evil.org")).toBeUndefined();
  expect(regionOfApi("http://127.0.0.1:8317")).toBeUndefined();
});

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html */
function signatureOf({ method, url, headers }: IncomingMessage, scope: string, names: string[]) {
  const { pathname, searchParams } = new URL(url ?? "", "http://x");
  const query = [...searchParams].map((pair) => pair.map(uriEncode).join("=")).sort();
  const signed = names.map((name) => `${name}:${headers[name]}\n`).join("");
  const canonical = [method, pathname, query.join("&"), signed, names.join(";"), sha256("")];
  const toSign = ["AWS4-HMAC-SHA256", headers["x-amz-date"], scope, sha256(canonical.join("\n"))];
  const key = scope
    .split("/")
    .reduce<Buffer>((key, part) => hmac(key, part), Buffer.from(`AWS4${SECRET}`));
  return hmac(key, toSign.join("\n")).toString("hex");
}

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");
const hmac = (key: Buffer, text: string) => createHmac("sha256", key).update(text).digest();
const uriEncode = (text: string) =>
  encodeURIComponent(text).replace(
    /[!'()*]/g,
    (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
  );
