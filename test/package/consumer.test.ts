import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { z } from "zod";
import { runAsset } from "../helpers/running/run-asset.ts";
import { expectToServe } from "../helpers/running/serve-worker.ts";
import { emptyProject, folderForAll, pack, run, type Tarball } from "./consumer.ts";

/** What those get who install the package: packed once, as it would be published. */
const PACKED = folderForAll();
const VERSION = z.object({ version: z.string() });
const { version } = VERSION.parse(JSON.parse(readFileSync("package.json", "utf8")));
const MOST_BYTES = 60e6;
/** Of Node 22. It runs install scripts without asking, and knows no list of those that may not. */
const OLD_NPM = "10.9.9";

let tarball: Tarball;
let path: string;
beforeAll(async () => {
  tarball = await pack(PACKED);
  path = join(PACKED, tarball.filename);
});

describe("the tarball", () => {
  const paths = () => tarball.files.map((file) => file.path);

  it("is below 60 MB with its model", () => {
    expect(tarball.size).toBeLessThan(MOST_BYTES);
    expect(paths()).toEqual(
      expect.arrayContaining([
        "dist/assets/LICENSES.txt",
        "dist/exports/scanner.d.ts",
        "dist/model/weights/fasa-compact.onnx",
      ]),
    );
  });

  it("holds what was built and what a reader needs: no test, no source, no weights to train from", () => {
    const outside = paths().filter((file) => !file.startsWith("dist/"));
    const own = ["CHANGELOG.md", "LICENSE", "README.md", "package.json"];
    const launcher = ["bin/fasa.mjs", "bin/require-node.mjs"];
    expect(outside.toSorted()).toEqual([...own, ...launcher].toSorted());
    const built = paths().filter((file) => !file.startsWith("dist/node_modules/"));
    const unwanted = /\.test\.|\/test\/|(?<!\.d)\.ts$|\.safetensors$|\/parity\/|\.py$/;
    expect(built.filter((file) => unwanted.test(file))).toEqual([]);
  });
});

/** Packages that the compiled modules import; bundles bring their own. */
function imported(): string[] {
  const modules = tarball.files.filter(
    (file) => /^dist\/.*\.js$/.test(file.path) && !/\/(assets|node_modules)\//.test(file.path),
  );
  const specifiers = modules.flatMap((file) =>
    [...readFileSync(file.path, "utf8").matchAll(/\b(?:from |import\()"([^."][^"]*)"/g)].map(
      ([, specifier = ""]) => specifier,
    ),
  );
  const names = specifiers.filter((specifier) => !specifier.startsWith("node:"));
  return [...new Set(names.map((name) => /^(@[^/]+\/)?[^/]+/.exec(name)?.[0] ?? name))].sort();
}

it("every dependency is imported, and every import is a dependency or a peer", () => {
  const Names = z.record(z.string(), z.unknown()).transform((all) => Object.keys(all));
  const Manifest = z.object({ dependencies: Names, peerDependencies: Names });
  const manifest = Manifest.parse(JSON.parse(readFileSync("package.json", "utf8")));
  const { dependencies, peerDependencies } = manifest;
  // A peer of @commander-js/extra-typings; the threads' engines are carried, or found by their path.
  const others = ["commander", "onnxruntime-node", "libheif-js"];
  const expected = [...dependencies, ...peerDependencies].filter((name) => !others.includes(name));
  expect(imported()).toEqual(expected.sort());
});

/** Scans a sample by the command, in a project that the package is installed in. */
async function expectToScan(project: string): Promise<void> {
  const { stdout: said } = await run(project, ["npx", "fasa", "--version"]);
  expect(said.trim()).toBe(version);
  const sample = join(process.cwd(), "samples", "dandelions-splice.jpg");
  const { stdout, stderr } = await run(project, ["npx", "fasa", "scan", sample, "--json"]);
  expect(stderr).not.toContain("onnxruntime");
  expect(JSON.parse(stdout)).toMatchObject({ state: "scanned", label: "manipulated" });
}

/** Installs it as the user of that npm would. */
async function install(project: string, ...npm: [string, ...string[]]): Promise<void> {
  const { stderr } = await run(project, [...npm, "install", path]);
  expect(stderr).not.toMatch(/deprecated|peer|script/);
  const lock = readFileSync(join(project, "node_modules/.package-lock.json"), "utf8");
  expect(lock).toContain("node_modules/fasa-scanner");
  expect(lock, "a package has an install script").not.toContain("hasInstallScript");
}

it("an empty project installs it by npm alone, and scans", async () => {
  const project = await emptyProject();
  await install(project, "npm");
  await expectToScan(project);
});

describe("the examples", () => {
  const project = folderForAll();
  const out = join(project, "out");
  const node = (file: string, ...args: string[]): [string, ...string[]] => [
    process.execPath,
    join(out, file),
    ...args,
  ];

  beforeAll(async () => {
    cpSync("examples", project, { recursive: true });
    await install(project, "npx", "--yes", `npm@${OLD_NPM}`);
    await run(project, ["npx", "tsc"]);
  });

  it("compile with every declaration checked", () => {
    expect(existsSync(join(out, "cdk-app/app.js"))).toBe(true);
    const { compilerOptions } = JSON.parse(readFileSync(join(project, "tsconfig.json"), "utf8"));
    expect(compilerOptions).toMatchObject({ module: "nodenext", skipLibCheck: false });
  });

  it("synthesise a scanner whose function runs from its asset", async () => {
    const outdir = join(project, "cdk.out");
    await run(project, node("cdk-app/app.js"), { CDK_OUTDIR: outdir });
    const assets = readdirSync(outdir).filter((name) => name.startsWith("asset."));
    const [scanImage] = assets.filter((name) => existsSync(join(outdir, name, "model")));
    expect(assets.every((name) => existsSync(join(outdir, name, "index.mjs")))).toBe(true);
    expect(assets).toHaveLength(5);
    // It loads its model and both threads before it takes an event.
    const { answer } = await runAsset(
      join(outdir, scanImage ?? ""),
      { Records: [] },
      {
        ...{ AWS_REGION: "us-east-1", SCANNER: "scanner", MASK_BUCKET: "masks" },
        ...{ RESULT_QUEUE_URL: "http://localhost:1/results", MODEL_DIRECTORY: "model" },
        ...{ MAX_DELIVERIES: "4", SCAN_TIMEOUT_SECONDS: "100" },
      },
    );
    expect(answer).toEqual({ batchItemFailures: [] });
  });

  it("synthesise a worker's image that brings all but CUDA", async () => {
    const outdir = join(project, "cdk.out.gpu");
    await run(project, node("cdk-app/gpu-app.js"), { CDK_OUTDIR: outdir });
    const images = readdirSync(outdir).filter((name) =>
      existsSync(join(outdir, name, "Dockerfile")),
    );
    const [image = ""] = images.filter((name) => name.startsWith("asset."));
    await expectToServe(join(outdir, image, "app"), join(outdir, image, "model"));
  });

  it("scan an image in their own process", async () => {
    const file = join(project, "dandelions.jpg");
    cpSync("samples/dandelions-splice.jpg", file);
    const { stdout } = await run(project, node("scanner/scan.js", file, "nowhere.jpg"));
    expect(stdout).toMatch(
      /dandelions\.jpg: manipulated, \d+\.\d % in \d+ regions\nnowhere\.jpg: /,
    );
    expect(readFileSync(`${file}.mask.png`).subarray(1, 4).toString()).toBe("PNG");
  });

  it("ask the API, signed", async () => {
    const asked: string[] = [];
    const golden = readFileSync("test/contracts/golden/verdict.v2.scanned.json", "utf8");
    const asKnown = z.looseObject({ object: z.looseObject({}) }).parse(JSON.parse(golden));
    const object = { ...asKnown.object, bucket: "photos", key: "a b.jpg" };
    const answer = { verdict: { ...asKnown, object }, stale: false };
    const server = createServer(async (request, response) => {
      const { authorization = "" } = request.headers;
      asked.push(`${request.method} ${request.url} ${authorization.split(" ")[0]}`);
      const body = await text(request);
      if (request.method === "GET") return response.end(JSON.stringify(answer));
      response.statusCode = 202;
      return response.end(JSON.stringify({ scanId: "ab".repeat(32), object: JSON.parse(body) }));
    });
    onTestFinished(() => void server.close());
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = z.object({ port: z.int() }).parse(server.address());
    const { stdout } = await run(project, node("client/ask.js", "photos", "a b.jpg"), {
      FASA_ENDPOINT: `http://127.0.0.1:${port}`,
      AWS_ACCESS_KEY_ID: "key",
      AWS_SECRET_ACCESS_KEY: "secret",
    });
    expect(stdout).toMatch(/^scanned at .*\nscanned again as abab/);
    expect(asked).toEqual([
      "GET /verdict?bucket=photos&key=a+b.jpg AWS4-HMAC-SHA256",
      "POST /scans AWS4-HMAC-SHA256",
    ]);
  });

  it("parse an event", async () => {
    const script = `import { handler } from "./out/contracts/on-verdict.js";
      process.stdout.write(await handler({ detail: JSON.parse(process.argv[1]) }));`;
    const verdict = readFileSync("test/contracts/golden/verdict.v2.scanned.json", "utf8");
    const evaluated = ["--input-type=module", "--eval", script, verdict];
    const { stdout } = await run(project, [process.execPath, ...evaluated]);
    expect(stdout).toMatch(/: manipulated, \d+ regions$/);
  });

  it("name the manipulated images of a folder", async () => {
    for (const name of ["dandelions-splice.jpg", "bowl.jpg"]) {
      cpSync(join("samples", name), join(project, "photos", name));
    }
    const { stdout } = await run(project, ["sh", "command-line/scan.sh", "photos"]);
    expect(stdout.trim().split("\n")).toEqual(["photos/dandelions-splice.jpg"]);
  });

  it("end with the code of the command, and name what was found all the same", async () => {
    const folder = join(project, "half-broken");
    cpSync("samples/dandelions-splice.jpg", join(folder, "dandelions.jpg"));
    writeFileSync(join(folder, "broken.jpg"), "no image");
    const scan = (name: string) => run(project, ["sh", "command-line/scan.sh", name]);
    const cause = { code: 1, stdout: "half-broken/dandelions.jpg\n" };
    await expect(scan("half-broken")).rejects.toMatchObject({ cause });
    await expect(scan("nowhere")).rejects.toMatchObject({ cause: { code: 2, stdout: "" } });
  });

  it.each([
    [
      "says which engine to install",
      false,
      /no engine for aix ppc64. Run: npm i onnxruntime-node@1\./,
    ],
    ["takes the engine that is installed", true, /^installed$/m],
  ])("on a system without an engine of its own, %s", async (_, isInstalled, expected) => {
    const folder = join(project, "node_modules", "onnxruntime-node");
    if (isInstalled) {
      mkdirSync(folder);
      writeFileSync(join(folder, "index.js"), 'exports.name = "installed";');
    }
    const script = `Object.defineProperties(process, { platform: { value: "aix" }, arch: { value: "ppc64" } });
      const carried = "fasa-scanner/dist/node_modules/onnxruntime-node/dist/main.cjs";
      try { console.log(require("./node_modules/" + carried).name); } catch (error) { console.log(error.message); }`;
    const { stdout } = await run(project, [process.execPath, "--eval", script]);
    expect(stdout).toMatch(expected);
  });

  it("are loaded from CommonJS too", async () => {
    const script = `const names = ["", "/contracts", "/scanner", "/client"];
      console.log(names.map((name) => Object.keys(require("fasa-scanner" + name)).length > 0).join());`;
    const { stdout } = await run(project, [process.execPath, "--eval", script]);
    expect(stdout.trim()).toBe("true,true,true,true");
  });
});
