import { createHash } from "node:crypto";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { TINY_MODEL_DIRECTORY } from "../../helpers/fixtures.ts";
import { halfRed } from "../../helpers/pictures.ts";
import { runCli } from "../../helpers/running/run-cli.ts";
import { temporaryFolder } from "../../helpers/temporary-folder.ts";

let cwd: string;
const fasa = (...args: string[]) => runCli(args, cwd);
const photo = (name: string) => join(cwd, "photos", name);

beforeEach(async () => {
  cwd = await temporaryFolder();
  await mkdir(join(cwd, "photos"));
  for (const name of ["kept.jpg", "changed.jpg", "gone.jpg"]) {
    await halfRed(200, 100).jpeg().toFile(photo(name));
  }
  await writeFile(photo("text.jpg"), "not an image");
  await fasa("scan", "photos", "--model", TINY_MODEL_DIRECTORY, "--out", "results");
});

describe("fasa report", () => {
  it("makes one page of what fasa scan left, and says what has changed since", async () => {
    await halfRed(90, 90).jpeg().toFile(photo("changed.jpg"));
    await rm(photo("gone.jpg"));
    const { code, stdout } = await fasa("report", "results", "--out", "case/report.html");
    expect(code).toBe(0);
    expect(stdout).toContain("report.html: 4 of 4 files");
    const page = await readFile(join(cwd, "case", "report.html"), "utf8");
    const sections = page.split("<section>").slice(1);
    const about = (name: string) => sections.find((section) => section.includes(name)) ?? "";
    const sha256 = createHash("sha256")
      .update(await readFile(photo("kept.jpg")))
      .digest("hex");
    expect(about("kept.jpg")).toContain(sha256);
    expect(about("kept.jpg").match(/data:image\/jpeg;base64,\/9j/g)?.length).toBeGreaterThan(0);
    for (const name of ["changed.jpg", "gone.jpg", "text.jpg"]) {
      expect(about(name)).not.toContain("data:image");
    }
    expect(about("changed.jpg")).toMatch(/Picture: .*was overwritten/);
    expect(about("gone.jpg")).toMatch(/Picture: .+/);
    expect(about("text.jpg")).toContain("(unsupported_format)");
  });

  it("goes on without a verdict that cannot be read, names it, and exits with 1", async () => {
    await writeFile(join(cwd, "results", "photos", "kept.jpg.verdict.json"), '{"version": 5');
    const { code, stdout, stderr } = await fasa("report", "results", "--out", "report.html");
    expect(code).toBe(1);
    expect(stdout).toContain("report.html: 3 of 3 files");
    expect(stderr).toMatch(
      /^Left out: photos\/kept\.jpg\.verdict\.json: .*Scan its image again\.$/m,
    );
    const page = await readFile(join(cwd, "report.html"), "utf8");
    expect(page).toContain("photos/kept.jpg.verdict.json: ");
    expect(page).toContain("gone.jpg");
  });

  it("does nothing for a folder without verdicts but say so", async () => {
    const { code, stderr } = await fasa("report", "photos");
    expect(code).toBe(2);
    expect(stderr).toContain("Found no verdict in photos. fasa scan --out photos makes some.");
  });
});
