import { readdirSync } from "node:fs";
import { join } from "node:path";
import { App, Stack } from "aws-cdk-lib";
import { Construct } from "constructs";
import { expect, it } from "vitest";
import { functionCode } from "../../lib/assets/function-code.ts";
import { temporaryFolder } from "../helpers/temporary-folder.ts";

it("functions of one bundle with different files have different assets, in one app", async () => {
  const outdir = await temporaryFolder();
  const stack = new Stack(new App({ outdir }), "Stack");
  for (const picture of ["bowl.jpg", "dogs.jpg"]) {
    const files = { pictures: [join("samples", picture)] };
    functionCode({ name: "canary", files }).bind(new Construct(stack, picture));
  }
  const pictures = readdirSync(outdir, { recursive: true }).map(String);
  expect(
    pictures
      .filter((path) => path.endsWith(".jpg"))
      .map((path) => path.split("/").at(-1))
      .sort(),
  ).toEqual(["bowl.jpg", "dogs.jpg"]);
});
