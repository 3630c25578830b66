import { mkdir, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { TINY_MODEL_DIRECTORY } from "../../helpers/fixtures.ts";
import { BLACK, flat, halfRed, RED } from "../../helpers/pictures.ts";
import { lock } from "../../helpers/running/ordinary-user.ts";
import { runCli } from "../../helpers/running/run-cli.ts";
import { temporaryFolder } from "../../helpers/temporary-folder.ts";

let cwd: string;

const evaluate = (...args: string[]) =>
  runCli(["evaluate", "set", "--model", TINY_MODEL_DIRECTORY, ...args], cwd);

/** The left half of it is light: what the tiny model finds in `halfRed`. */
const halfWhite = (width: number, height: number) =>
  halfRed(width, height).linear([1, 0, 0], [0, 0, 0]).extractChannel("red").png();

/** A set of two manipulated images, one of them found, and two authentic ones, one of them flagged. */
beforeEach(async () => {
  cwd = await temporaryFolder();
  for (const folder of ["Tp/deep", "Gt/deep", "Au"]) {
    await mkdir(join(cwd, "set", folder), { recursive: true });
  }
  const write = (name: string) => join(cwd, "set", name);
  await halfRed(320, 200).jpeg({ quality: 100 }).toFile(write("Tp/found.jpg"));
  await halfWhite(320, 200).toFile(write("Gt/found.png"));
  await flat(90, 60, BLACK).toFile(write("Tp/deep/missed.png"));
  await halfWhite(90, 60).toFile(write("Gt/deep/missed.png"));
  await flat(50, 50, BLACK).webp().toFile(write("Au/black.webp"));
  await flat(50, 70, RED).toFile(write("Au/red.png"));
});

describe("fasa evaluate", () => {
  it("says how good the answers are, as JSON", async () => {
    const { code, stdout, stderr } = await evaluate("--json");
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    const half = { value: 0.5, count: 2 };
    const pixel = { f1: half, iou: half, auc: { value: 0.75, count: 2 } };
    const area = { mean: half };
    // The found image's score and that of the red one tie: 1.5 of 2 and 0.5 of 2 pairs are won.
    const image = { auc: { value: 0.5, count: 4 }, threshold: 0.5 };
    const rates = { truePositiveRate: half, falsePositiveRate: half };
    const { images, ...report } = JSON.parse(stdout);
    expect(images).toHaveLength(4);
    expect(report).toEqual({
      ...{ detector: "tiny 1", set: "set", failedCount: 0, failures: [] },
      ...{ manipulatedCount: 2, authenticCount: 2, pixel, nativePixel: pixel },
      networkScores: { maximum: { ...image, ...rates }, topMean: { ...image, ...rates } },
      ...{
        witnesses: { network: { ...image, ...rates }, history: null, copies: null },
        together: rates,
      },
      ...{ falsePositiveArea: area, nativeFalsePositiveArea: area },
    });
  });

  it("says of each image what it adds to the report, in the order of the set", async () => {
    const { stdout } = await evaluate("--json");
    const { images } = JSON.parse(stdout);
    const right = { f1: 1, iou: 1, auc: 1 };
    const wrong = { f1: 0, iou: 0, auc: 0.5 };
    const found = { label: "manipulated", score: 1, threshold: 0.5 };
    const nothing = { label: "authentic", score: 0, threshold: 0.5 };
    const area = (share: number) => ({ falsePositiveArea: share, nativeFalsePositiveArea: share });
    expect(images).toMatchObject([
      { file: "Tp/deep/missed.png", truth: "manipulated", ...nothing, pixel: wrong },
      { file: "Tp/found.jpg", truth: "manipulated", ...found, nativePixel: right },
      { file: "Au/black.webp", truth: "authentic", ...nothing, ...area(0) },
      { file: "Au/red.png", truth: "authentic", ...found, ...area(1) },
    ]);
    expect(images[1].witnesses.network).toMatchObject({ state: "found", threshold: 0.5 });
  });

  it("takes the false-positive rate whose threshold decides, and refuses what has none", async () => {
    const { code, stderr } = await evaluate("--false-positive-rate", "0.01");
    expect(code).toBe(2);
    expect(stderr).toContain('tiny 1 has no threshold for a false-positive rate of "0.01"');
  });

  it("says it to people, and of as many images as they want", async () => {
    const { code, stdout } = await evaluate("--limit", "1");
    expect(code).toBe(0);
    expect(stdout).toContain("1 manipulated and 1 authentic images");
    expect(stdout).toMatch(/^F1 at 0\.5 +0\.000 +1 +0\.000 +1$/m);
    expect(stdout).toMatch(/^authentic, flagged +0\.000 +1 +0\.000 +1$/m);
  });

  it("measures what links lead to, and names what it may not look at", async () => {
    await symlink("red.png", join(cwd, "set/Au/link.png"));
    await symlink("nowhere.png", join(cwd, "set/Au/dangling.png"));
    await mkdir(join(cwd, "set/Au/locked"));
    await lock(join(cwd, "set/Au/locked"));
    const { code, stdout } = await evaluate("--json");
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      authenticCount: 3,
      failedCount: 2,
      failures: [
        { file: "Au/dangling.png", message: "a symbolic link to nothing (ENOENT)" },
        { file: "Au/locked", message: "a folder that cannot be read (EACCES)" },
      ],
    });
  });

  it("goes on after what it cannot evaluate, names it, and exits with 1", async () => {
    await writeFile(join(cwd, "set/Tp/text.jpg"), "no image");
    await halfWhite(40, 40).toFile(join(cwd, "set/Gt/text.png"));
    for (const name of ["empty", "size", "broken"]) {
      await halfRed(40, 40).toFile(join(cwd, `set/Tp/${name}.png`));
    }
    await flat(40, 40, BLACK).toFile(join(cwd, "set/Gt/empty.png"));
    await halfWhite(40, 41).toFile(join(cwd, "set/Gt/size.png"));
    await writeFile(join(cwd, "set/Gt/broken.png"), "");
    await writeFile(join(cwd, "set/Au/\u001b[2J.png"), "");

    const { code, stdout, stderr } = await evaluate("--json");
    expect(code).toBe(1);
    const { failures, ...report } = JSON.parse(stdout);
    expect(report).toMatchObject({ failedCount: 5, manipulatedCount: 2, authenticCount: 2 });
    expect(report.pixel.f1).toEqual({ value: 0.5, count: 2 });
    expect(failures.map(({ file }: { file: string }) => file)).toEqual([
      ...["Gt/broken.png", "Gt/empty.png", "Gt/size.png", "Tp/text.jpg", "Au/\u001b[2J.png"],
    ]);
    expect(stderr).toContain("Gt/empty.png: the mask marks no pixel as manipulated");
    expect(stderr).toContain("Gt/size.png: expected the image's 40×40 pixels, received 40×41");
    expect(stderr).not.toContain("\u001b");
  });

  it("reports on a set of authentic images alone", async () => {
    await rm(join(cwd, "set/Tp"), { recursive: true });
    const { code, stdout } = await evaluate("--json");
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      ...{ manipulatedCount: 0, authenticCount: 2, pixel: null },
      networkScores: { maximum: { auc: null, falsePositiveRate: { value: 0.5, count: 2 } } },
    });
  });

  it("asks for a missing mask before it scans anything", async () => {
    await rm(join(cwd, "set/Gt/deep/missed.png"));
    const { code, stdout, stderr } = await evaluate();
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain("Expected the mask Gt/deep/missed.png of Tp/deep/missed.png");
  });

  it.each([
    [["evaluate"], "missing required argument 'dir'"],
    [["evaluate", "set", "set"], "Expected 1 argument but got 2: set, set"],
    [["evaluate", "none"], "found none under none"],
    [["evaluate", "set/Tp"], "Expected images in set/Tp under Tp/"],
    [["evaluate", "set", "--limit", "0"], 'Expected a number of images as --limit, received "0"'],
    [["evaluate", "set", "--limit", "1e3"], "as --limit"],
    [["evaluate", "set", "--out", "x"], "unknown option '--out'"],
    [["scan", "set", "--limit", "1"], "unknown option '--limit'"],
    [["evaluate", "set", "--model", "set"], "cannot read set/manifest.json"],
  ])("does nothing for %j but say what is wrong with it", async (args, message) => {
    const { code, stdout, stderr } = await runCli(args, cwd);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain(message);
  });
});
