import { rm } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { openWitnesses } from "../../../../adapters/engine/open-witnesses.ts";
import { ModelError } from "../../../../adapters/model/model-error.ts";
import type { ModelChoice } from "../../../../adapters/onnx/onnx-detector.ts";
import { scanSettingsOf } from "../../../../core/scan/scan-image.ts";
import { writeModelWithHistory } from "../../../helpers/doubles/model-with-history.ts";
import { imageFixture, TINY_MODEL_DIRECTORY } from "../../../helpers/fixtures.ts";
import { temporaryFolder } from "../../../helpers/temporary-folder.ts";

async function folderWithHistory(): Promise<string> {
  const folder = await temporaryFolder();
  await writeModelWithHistory(folder);
  return folder;
}

async function open(choice: ModelChoice) {
  const witnesses = await openWitnesses({ ...choice, threads: 1 });
  onTestFinished(() => witnesses.close());
  return witnesses;
}

/** A thread starts through tsx. */
const START = { timeout: 60_000 };

describe("the witnesses of a model", START, () => {
  it("are both where its manifest has both, and end together", async () => {
    const { detector, history, stopped, close } = await open({
      directory: await folderWithHistory(),
    });
    expect(detector.model).toHaveProperty("historySha256");
    expect(await history?.examine(await imageFixture("jpeg-grey.jpg"))).toMatchObject({
      score: 0.75,
    });
    expect(scanSettingsOf(detector.manifest, history)).toMatchObject({
      threshold: { value: 0.5 },
      history: { rules: { threshold: 0.875 } },
    });
    await close();
    await stopped;
    await expect(history?.examine(Uint8Array.of(1))).rejects.toThrow("stopped");
  });

  it.each(["switched off", "without it"])("are the network alone: %s", async (which) => {
    const directory = which === "without it" ? TINY_MODEL_DIRECTORY : await folderWithHistory();
    const { detector, history } = await open({
      directory,
      history: which === "without it" ? "on" : "off",
    });
    expect(history).toBeUndefined();
    expect(detector.model).not.toHaveProperty("historySha256");
  });

  it("are none where a file of history is not what the manifest says", async () => {
    const directory = await folderWithHistory();
    await rm(join(directory, "history.onnx"));
    await expect(openWitnesses({ directory, threads: 1 })).rejects.toThrow(ModelError);
  });
});
