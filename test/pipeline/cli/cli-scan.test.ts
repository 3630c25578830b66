import { cp, mkdir, readdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import sharp from "sharp";
import { beforeEach, describe, expect, it } from "vitest";
import { ModelManifest, modelIdentityOf } from "../../../core/contracts/model-manifest.ts";
import { Verdict } from "../../../core/contracts/verdict.ts";
import { TINY_MODEL_DIRECTORY } from "../../helpers/fixtures.ts";
import { BLACK, flat, halfRed, RED } from "../../helpers/pictures.ts";
import { runCli } from "../../helpers/running/run-cli.ts";
import { temporaryFolder } from "../../helpers/temporary-folder.ts";

const FORMATS = ["jpeg", "png", "webp", "avif", "gif", "tiff"] as const;
const PHOTOGRAPHS = 50;

let cwd: string;

const scan = (...args: string[]) => runCli(["scan", "--model", TINY_MODEL_DIRECTORY, ...args], cwd);

function parse(stdout: string): Verdict[] {
  return stdout
    .split("\n")
    .filter(Boolean)
    .map((line) => Verdict.parse(JSON.parse(line)));
}

beforeEach(async () => {
  cwd = await temporaryFolder();
  await mkdir(join(cwd, "photos"));
});

describe("fasa scan", () => {
  it("gives 50 mixed photographs 50 verdicts, in order, with masks of their own sizes", async () => {
    for (let i = 0; i < PHOTOGRAPHS; i++) {
      const format = FORMATS[i % FORMATS.length] ?? "png";
      const picture = halfRed(64 + 3 * i, 200 - 2 * i).toFormat(format, { effort: 1 });
      await picture.toFile(join(cwd, "photos", `${String(i).padStart(2, "0")}.${format}`));
    }
    const { code, stdout } = await scan("photos", "--json", "--out", "results");
    const verdicts = parse(stdout);
    expect(code).toBe(0);
    expect(verdicts.map(({ object }) => object.key)).toEqual(
      (await readdir(join(cwd, "photos"))).toSorted().map((name) => `photos/${name}`),
    );

    const manifest = await readFile(join(TINY_MODEL_DIRECTORY, "manifest.json"), "utf8");
    const model = modelIdentityOf(ModelManifest.parse(JSON.parse(manifest)));
    for (const [i, verdict] of verdicts.entries()) {
      const size = { width: 64 + 3 * i, height: 200 - 2 * i };
      expect(verdict).toMatchObject({ state: "scanned", model, image: size, mask: size });
      if (verdict.state !== "scanned") continue;
      const mask = sharp(join(cwd, verdict.mask.bucket, verdict.mask.key));
      expect(await mask.metadata()).toMatchObject({ ...size, channels: 1, depth: "uchar" });
      const pixels = await mask.toColourspace("b-w").raw().toBuffer();
      expect(pixels[2] ?? 0).toBeGreaterThan(200);
      expect(pixels[size.width - 3] ?? 255).toBeLessThan(60);
      const written = join(cwd, "results", `${verdict.object.key}.verdict.json`);
      expect(JSON.parse(await readFile(written, "utf8"))).toEqual(verdict);
    }
  });

  it("scans the good among the broken, says why not of the others, and exits with 1", async () => {
    await flat(80, 60, RED)
      .jpeg()
      .withMetadata({ orientation: 6 })
      .toFile(join(cwd, "photos", "turned.jpg"));
    await flat(1, 1, RED)
      .png()
      .toFile(join(cwd, "photos", "dot.png"));
    await writeFile(join(cwd, "photos", "text.jpg"), "not an image");
    await writeFile(join(cwd, "photos", "empty.webp"), "");
    const whole = await halfRed(400, 300).jpeg().toBuffer();
    await writeFile(join(cwd, "photos", "cut.jpg"), whole.subarray(0, whole.length >> 1));
    await writeFile(join(cwd, "photos", "notes.txt"), "left out");

    const { code, stdout, stderr } = await scan("photos", "--json");
    expect(code).toBe(1);
    expect(stderr).toContain("Left out, as they are no images: 1 (photos/notes.txt)");
    expect(parse(stdout)).toMatchObject([
      { object: { key: "photos/cut.jpg" }, state: "failed", reason: { code: "corrupt" } },
      { object: { key: "photos/dot.png" }, state: "skipped", reason: { code: "too_small" } },
      { object: { key: "photos/empty.webp" }, state: "failed", reason: { code: "corrupt" } },
      {
        object: { key: "photos/text.jpg" },
        state: "failed",
        reason: { code: "unsupported_format" },
      },
      { object: { key: "photos/turned.jpg" }, state: "scanned", mask: { width: 60, height: 80 } },
    ]);
    const results = await readdir(join(cwd, "fasa-out", "photos"));
    expect(results.filter((name) => name.endsWith(".mask.png"))).toEqual(["turned.jpg.mask.png"]);
    expect(results.filter((name) => name.endsWith(".verdict.json"))).toHaveLength(5);
  });

  it("writes the picture with what was found and COCO's run lengths, and scans neither", async () => {
    await halfRed(200, 100)
      .jpeg()
      .toFile(join(cwd, "photos", "a.jpg"));
    const options = ["--json", "--overlay", "--mask-format", "rle", "--out", "photos"];
    const [verdict] = parse((await scan("photos", ...options)).stdout);
    expect(verdict).toMatchObject({ mask: { key: "photos/a.jpg.mask.json" } });
    const written = (ending: string) => join(cwd, "photos", "photos", `a.jpg.${ending}`);
    const rle = JSON.parse(await readFile(written("mask.json"), "utf8"));
    expect(rle).toEqual({ size: [100, 200], counts: expect.stringMatching(/^0[ -~]+$/) });
    const overlay = await sharp(written("overlay.jpg")).metadata();
    expect(overlay).toMatchObject({ width: 200, height: 100, format: "jpeg" });

    expect(parse((await scan("photos", ...options)).stdout)).toHaveLength(1);
  });

  it("takes files, folders and patterns, each file once, and no mask of its own", async () => {
    await mkdir(join(cwd, "photos", "deep"));
    for (const name of ["a.png", "b.png", "deep/[c] d.png", ".hidden.png"]) {
      await flat(40, 40, BLACK).toFile(join(cwd, "photos", name));
    }
    await cp(join(cwd, "photos", "a.png"), join(cwd, "photos", "no-ending"));
    await symlink("..", join(cwd, "photos", "deep", "loop"));
    const keysOf = async (...args: string[]) =>
      parse((await scan(...args, "--json")).stdout).map(({ object }) => object.key);

    const all = ["photos/a.png", "photos/b.png", "photos/deep/[c] d.png", "photos/no-ending"];
    expect(await keysOf("photos", "photos/a.png", "./photos/*.png")).toEqual(all);
    expect(await keysOf(".")).toEqual(all);
    expect(await keysOf("photos/no-ending", "photos/.hidden.png", "photos/deep/[c] d.png")).toEqual(
      ["photos/.hidden.png", "photos/deep/[c] d.png", "photos/no-ending"],
    );
  });

  it("prints a table that a file's name cannot disturb", async () => {
    await flat(40, 40, RED).toFile(join(cwd, "photos", "\u001b[2Jclear.png"));
    const { code, stdout } = await scan("photos");
    expect(code).toBe(0);
    expect(stdout).not.toContain("\u001b");
    expect(stdout.split("\n")[1]).toMatch(
      /^photos\/\\u\{1b\}\[2Jclear\.png +manipulated +network +1\.000 +0\.500 +100\.0 %$/,
    );
    expect(stdout).toContain("\n1 manipulated; masks: fasa-out/FILE.mask.png\n");
  });

  it.each([
    [[], "Expected a command, received nothing"],
    [["look"], "unknown command 'look'"],
    [["scan"], "Expected a file, folder or pattern, or --files-from"],
    [["scan", "none.jpg"], "found nothing under none.jpg"],
    [["scan", "*.jpg"], "No file matches the pattern *.jpg"],
    [["scan", "photos"], "No image found in photos"],
    [["scan", "--frobnicate", "photos"], "unknown option '--frobnicate'"],
    [["scan", "photos", "--endpoint", "http://x"], "unknown option '--endpoint'"],
    [["verdict", "nokey"], 'Expected BUCKET/KEY, such as images/bowl.jpg, received "nokey"'],
    [["verdict", "a/b", "--endpoint", "ftp://x"], "Expected an http or https URL"],
  ])("does nothing for %j but say what is wrong with it", async (args, message) => {
    const { code, stdout, stderr } = await runCli(args, cwd);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain(message);
  });

  it("decides by the threshold for the false-positive rate that is asked for", async () => {
    await cp(TINY_MODEL_DIRECTORY, join(cwd, "model"), { recursive: true });
    const path = join(cwd, "model", "manifest.json");
    const manifest = ModelManifest.parse(JSON.parse(await readFile(path, "utf8")));
    manifest.thresholds.byFpr = { "0.01": 0.9999 };
    await writeFile(path, JSON.stringify(manifest));
    await flat(40, 40, "#c80000").toFile(join(cwd, "photos", "a.png"));
    const scanAt = (...rate: string[]) =>
      runCli(["scan", "photos", "--json", "--model", "model", ...rate], cwd);
    const [byDefault] = parse((await scanAt()).stdout);
    expect(byDefault).toMatchObject({ label: "manipulated", threshold: 0.5 });
    const [cautious] = parse((await scanAt("--false-positive-rate", "0.01")).stdout);
    expect(cautious).toMatchObject({ label: "authentic", threshold: 0.9999 });
    const { code, stderr } = await scanAt("--false-positive-rate", "1 %");
    expect(code).toBe(2);
    expect(stderr).toContain('a false-positive rate of "1 %"; it has them for: 0.01. Choose');
  });

  it("does not start with a model that is not what its manifest says", async () => {
    await cp(TINY_MODEL_DIRECTORY, join(cwd, "model"), { recursive: true });
    await writeFile(join(cwd, "model", "model.onnx"), "other bytes");
    await flat(40, 40, RED).toFile(join(cwd, "photos", "a.png"));
    const { code, stderr } = await runCli(["scan", "photos", "--model", "model"], cwd);
    expect(code).toBe(2);
    expect(stderr).toContain("the manifest says");
  });
});

it("fasa --help and --version say what they are", async () => {
  const help = await runCli(["--help"], cwd);
  expect(help).toMatchObject({ code: 0, stderr: "" });
  expect(help.stdout).toContain("scan [options] [file|dir|glob...]");
  expect(help.stdout).toContain("Exit codes");
  const ofRedrive = await runCli(["redrive", "--help"], cwd);
  expect(ofRedrive.stdout).toContain("can change: access_denied");
  const { version } = JSON.parse(await readFile("package.json", "utf8"));
  expect((await runCli(["--version"], cwd)).stdout).toBe(`${version}\n`);
});
