import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { Accepted, outcomeOf, readAudit } from "../../scripts/audit-report.ts";
import { type HttpReply, startHttpDouble } from "../helpers/running/aws-emulators.ts";
import { temporaryFolder } from "../helpers/temporary-folder.ts";

const URL_OF_ADVISORY = "https://github.com/advisories/GHSA-aaaa-bbbb-cccc";

/** What npm printed once. */
const recorded = (name: string) =>
  readFile(new URL(`../fixtures/npm-audit/${name}.json`, import.meta.url), "utf8");
const outcomeOfRecorded = async (name: string, accepted: Accepted = []) =>
  outcomeOf(readAudit(await recorded(name)), accepted);

describe("an audit", () => {
  it("passes when nothing is known", async () => {
    expect(await outcomeOfRecorded("clean")).toEqual({
      isPassed: true,
      lines: ["audited: 0 advisories, 0 not accepted"],
    });
  });

  it("fails on an advisory that nobody has accepted, and names it", async () => {
    const { isPassed, lines } = await outcomeOfRecorded("one-advisory");
    expect(isPassed).toBe(false);
    expect(lines).toEqual([
      `NOT ACCEPTED sharp: A weakness made up for a test (high), ${URL_OF_ADVISORY}`,
      "audited: 1 advisories, 1 not accepted",
    ]);
  });

  it("passes one that is accepted, with its reason", async () => {
    const reason = "no such image is opened";
    const accepted = [{ url: URL_OF_ADVISORY, reason }];
    const { isPassed, lines } = await outcomeOfRecorded("one-advisory", accepted);
    expect(isPassed).toBe(true);
    expect(lines[0]).toMatch(/^accepted sharp: .*: no such image is opened$/);
    const others = [{ url: `${URL_OF_ADVISORY}d`, reason }];
    expect((await outcomeOfRecorded("one-advisory", others)).isPassed).toBe(false);
  });

  it("accepts nothing without a reason", () => {
    expect(Accepted.safeParse([{ url: URL_OF_ADVISORY, reason: "" }]).success).toBe(false);
    expect(Accepted.safeParse([{ url: URL_OF_ADVISORY }]).success).toBe(false);
  });

  it.each([
    ["no-endpoint", "not audited: 405 Method Not Allowed - POST https://"],
    ["no-registry", "not audited: request to http://"],
  ])("says that there was none when the registry does not answer: %s", async (name, line) => {
    const { isPassed, lines } = await outcomeOfRecorded(name);
    expect(isPassed).toBe(true);
    expect(lines).toEqual([expect.stringContaining(line)]);
  });

  it("takes nothing else for a registry that does not answer", async () => {
    const printed = [await recorded("no-lock-file"), "", "{}", '{"auditReportVersion":3}'];
    for (const each of printed) expect(() => readAudit(each)).toThrow("expected a report of npm");
  });
});

const WEAK = {
  id: 1,
  url: URL_OF_ADVISORY,
  title: "A weakness made up for a test",
  severity: "high",
  vulnerable_versions: "<99.0.0",
};

/** `npm run audit` against a registry whose audit endpoint answers like this. */
async function audit(reply: HttpReply): Promise<{ code: number; stdout: string }> {
  const { endpoint } = await startHttpDouble(({ url = "" }) =>
    url.endsWith("/advisories/bulk") ? reply : { status: 404, body: "{}" },
  );
  const settings = {
    npm_config_registry: endpoint,
    npm_config_fetch_retries: "0",
    // npm keeps what it was told of advisories.
    npm_config_cache: await temporaryFolder(),
  };
  const env = { ...process.env, ...settings };
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      ["--import", "tsx", "scripts/audit.ts"],
      { env },
      (error, stdout) => {
        resolve({ code: Number(error?.code ?? 0), stdout });
      },
    );
  });
}

describe("npm run audit", () => {
  it.each([
    ["no advisory", { status: 200, body: "{}" }, 0, /^audited: 0 advisories/],
    [
      "an advisory",
      { status: 200, body: JSON.stringify({ sharp: [WEAK] }) },
      1,
      /^NOT ACCEPTED sharp/,
    ],
    ["no audit endpoint", { status: 405 }, 0, /^not audited: 405/],
  ])("ends as the registry says: %s", async (_, reply, code, line) => {
    const run = await audit(reply);
    expect(run.stdout).toMatch(line);
    expect(run.code).toBe(code);
  });
});
