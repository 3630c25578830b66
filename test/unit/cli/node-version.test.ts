import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { z } from "zod";
import { LAUNCHER, run } from "../../helpers/running/run-cli.ts";

const Scripts = z.object({ scripts: z.record(z.string(), z.string()) });
const { scripts } = Scripts.parse(JSON.parse(readFileSync("package.json", "utf8")));

/** A Node that says it is another one, which is what the check asks. */
const claiming = (version: string) => {
  const versions = `{ value: { ...process.versions, node: ${JSON.stringify(version)} } }`;
  const claim = `Object.defineProperty(process, "versions", ${versions});`;
  return ["--import", `data:text/javascript,${encodeURIComponent(claim)}`];
};

it.each(["18.20.8", "20.20.2", "22.11.0"])(
  "fasa does not start on Node %s, and says so",
  async (old) => {
    expect(await run([...claiming(old), LAUNCHER, "--version"], process.cwd())).toEqual({
      code: 2,
      stdout: "",
      stderr: `The FASA scanner needs Node 22.12 or newer; this is ${old}.\n`,
    });
  },
);

it.each(["22.12.0", "24.0.0", "26.1.0"])("fasa starts on Node %s", async (version) => {
  const { code, stdout } = await run([...claiming(version), LAUNCHER, "--version"], process.cwd());
  expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) });
});

it.each(["start", "page"])("npm run %s asks before it reads anything else", (name) => {
  expect(scripts[name]).toMatch(/^node --import \.\/bin\/require-node\.mjs /);
});
