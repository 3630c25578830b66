import { once } from "node:events";
import { chmod, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeEach, describe, expect, it } from "vitest";
import { hashOf } from "../../../core/settings/page-routes.ts";
import { TINY_MODEL_DIRECTORY } from "../../helpers/fixtures.ts";
import { halfRed } from "../../helpers/pictures.ts";
import { runCli } from "../../helpers/running/run-cli.ts";
import { temporaryFolder } from "../../helpers/temporary-folder.ts";

const HOSTILE = "$(touch pwned) `touch pwned`;touch pwned&'\"%s !\n.png";
const NO_SCREEN = { DISPLAY: "", WAYLAND_DISPLAY: "", WSL_DISTRO_NAME: "" };

let cwd: string;
let screen: NodeJS.ProcessEnv;

/** What the browser was asked to show. Whoever asks does not wait for it. */
async function shown(): Promise<string> {
  for (let tries = 0; tries < 100; tries++) {
    const text = await readFile(join(cwd, "shown"), "utf8").catch(() => "");
    if (text !== "") return text;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error("no browser was asked");
}

beforeEach(async () => {
  cwd = await temporaryFolder();
  // A desktop of which xdg-open needs nothing but this program.
  const opener = join(cwd, "enlightenment_open");
  const script = `[ "$1" = --help ] || printf '%s|' "$@" > '${join(cwd, "shown")}'`;
  await writeFile(opener, `#!/bin/sh\n${script}\n`);
  await chmod(opener, 0o755);
  const PATH = `${cwd}:${process.env["PATH"]}`;
  screen = { ...NO_SCREEN, DISPLAY: ":9", XDG_CURRENT_DESKTOP: "ENLIGHTENMENT", PATH };
  await mkdir(join(cwd, "photos"));
});

describe("fasa open FILE", () => {
  it("shows one page of its result, whatever its name is", async () => {
    const file = join("photos", HOSTILE);
    await halfRed(200, 100).toFile(join(cwd, file));
    const unscanned = await runCli(["open", file], cwd, screen);
    expect(unscanned).toMatchObject({ code: 2, stderr: expect.stringContaining("scan it first") });

    await runCli(["scan", "photos", "--model", TINY_MODEL_DIRECTORY, "--out", "o"], cwd);
    const { code, stdout } = await runCli(["open", file, "--out", "o"], cwd, screen);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^file:[\w\-.~:/#%]+\n$/);
    expect(await shown()).toBe(`${stdout.trim()}|`);
    const page = await readFile(fileURLToPath(stdout.trim()), "utf8");
    expect(page.match(/data:image\/jpeg;base64,/g)).toHaveLength(2);
    expect(await readdir(cwd)).not.toContain("pwned");
  });

  it("prints its address where no browser can be opened", async () => {
    await halfRed(200, 100).toFile(join(cwd, "photos", "a.png"));
    await runCli(["scan", "photos", "--model", TINY_MODEL_DIRECTORY], cwd);
    const { code, stdout, stderr } = await runCli(["open", "photos/a.png"], cwd, NO_SCREEN);
    expect(code).toBe(0);
    expect(stdout).toBe(`file://${cwd}/fasa-out/photos/a.png.report.html\n`);
    expect(stderr).toContain("open that address in one");
  });
});

describe("fasa open of a running system", () => {
  let endpoint: string;

  async function serve(type: string): Promise<Server> {
    const server = createServer((_, response) => {
      response.setHeader("content-type", type);
      response.end("<html></html>");
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const address = server.address();
    endpoint = `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`;
    return server;
  }

  it("shows its page, or one picture there", async () => {
    const server = await serve("text/html; charset=utf-8");
    const all = await runCli(["open"], cwd, { ...screen, FASA_ENDPOINT: endpoint });
    expect(all).toMatchObject({ code: 0, stdout: `${endpoint}/\n` });
    expect(await shown()).toBe(`${endpoint}/|`);
    const words = ["open", `images/${HOSTILE}`, "--endpoint", `${endpoint}/`];
    const one = await runCli(words, cwd, NO_SCREEN);
    expect(one.stdout).toMatch(/^http:[\w\-.~:/#%]+\n$/);
    const { hash } = new URL(one.stdout.trim());
    const asked = { bucket: "images", key: HOSTILE };
    expect(decodeURIComponent(hash)).toBe(decodeURIComponent(hashOf(asked)));
    server.close();
  });

  it("says so where there is none, or one without a page", async () => {
    const server = await serve("application/json");
    const without = await runCli(["open", "--endpoint", endpoint], cwd, screen);
    expect(without).toMatchObject({ code: 2, stderr: expect.stringContaining("has no page") });
    server.close();
    await once(server, "close");
    const gone = await runCli(["open", "--endpoint", endpoint], cwd, screen);
    expect(gone).toMatchObject({
      code: 5,
      stderr: expect.stringContaining("npm start starts one"),
    });
  });
});
