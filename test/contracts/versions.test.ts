import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
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
