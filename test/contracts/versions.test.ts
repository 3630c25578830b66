import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { z } from "zod";

const Versioned = z.object({ version: z.string() });
const versionIn = (path: string) => Versioned.parse(JSON.parse(readFileSync(path, "utf8"))).version;

it("a release has one version: of the package, of its model, of the newest entry of the changelog", () => {
  const [, released] = readFileSync("CHANGELOG.md", "utf8").match(/^## \[(\d\S*)\]/m) ?? [];
  const model = versionIn("model/weights/manifest.json");
  expect({ package: versionIn("package.json"), released }).toEqual({
    package: model,
    released: model,
  });
});

describe("what CUDA needs", () => {
  const pins = readFileSync("gpu-worker/cuda.txt", "utf8");
  const runbook = readFileSync("docs/operations.md", "utf8");
  const pinned = new Map(
    [...pins.matchAll(/^(\S+)==(\S+) \\\n {4}--hash=sha256:[0-9a-f]{64}$/gm)].map(
      ([, name = "", version = ""]) => [name, version],
    ),
  );
  /** The second cell of a row of the table of versions. */
  const told = (what: string) =>
    runbook.match(new RegExp(`^\\| ${what} \\| (.*?) \\|`, "m"))?.[1] ?? "";

  it("is named by version and sha256, all of it", () => {
    const requirements = pins.split("\n").filter((line) => /^[^\s#]/.test(line));
    expect(requirements).toHaveLength(pinned.size);
    expect(pinned.size).toBeGreaterThan(4);
  });

  it("belongs to the onnxruntime-node that is locked, and is what the runbook says", () => {
    const engine = pinned.get("onnxruntime-gpu");
    expect([versionIn("node_modules/onnxruntime-node/package.json"), told("onnxruntime")]).toEqual([
      engine,
      engine,
    ]);
    expect(pinned.get("nvidia-cudnn-cu13")).toMatch(new RegExp(`^${told("cuDNN")}\\.`));
    for (const part of ["cublas", "cuda-nvrtc", "cuda-runtime"]) {
      expect(pinned.get(`nvidia-${part}`)).toMatch(new RegExp(`^${told("CUDA")}\\.`));
    }
  });

  it("runs on the hosts that the runbook says", () => {
    const [ami] = told("AMI of SageMaker").match(/(?<=`)[^`]+/) ?? [];
    expect(readFileSync("lib/compute/sage-maker/endpoint.ts", "utf8")).toContain(`"${ami}"`);
    const instances = readFileSync("lib/compute/ecs/gpu-instances.ts", "utf8");
    expect(instances).toContain("EcsOptimizedImage.amazonLinux2023(AmiHardwareType.GPU)");
    expect(told("AMI of ECS")).toContain("Amazon Linux 2023, GPU");
  });
});
