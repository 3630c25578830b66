import { copyFile, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { Verdict } from "../../core/contracts/verdict.ts";
import { Canary } from "../../lib/functions/canary-function.ts";
import { runCli } from "../helpers/running/run-cli.ts";
import { temporaryFolder } from "../helpers/temporary-folder.ts";

it("the model that ships finds the picture that the canary uploads", async () => {
  const cwd = await temporaryFolder();
  await mkdir(join(cwd, "photos"));
  await copyFile(Canary.PICTURE, join(cwd, "photos", "canary.jpg"));
  const { stdout } = await runCli(["scan", "photos", "--json"], cwd);
  expect(Verdict.parse(JSON.parse(stdout))).toMatchObject({ label: "manipulated" });
});
