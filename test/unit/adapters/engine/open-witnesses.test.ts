import { rm } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import type { ModelChoice } from "../../../../adapters/engine/open-witnesses.ts";
import { openWitnesses } from "../../../../adapters/engine/open-witnesses.ts";
import { ModelError } from "../../../../adapters/model/model-error.ts";
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
    const { history, settings, stopped, close } = await open({
      directory: await folderWithHistory(),
    });
    expect(await history?.examine(await imageFixture("jpeg-grey.jpg"))).toMatchObject({
      score: 0.75,
    });
    expect(settings).toMatchObject({
      threshold: { value: 0.5 },
      history: { rules: { threshold: 0.875 } },
    });
    await close();
    await stopped;
    await expect(history?.examine(Uint8Array.of(1))).rejects.toThrow("stopped");
  });

  it.each(["switched off", "without it"])("are the network alone: %s", async (which) => {
    const directory = which === "without it" ? TINY_MODEL_DIRECTORY : await folderWithHistory();
    const { history, settings } = await open({
      directory,
      history: which === "without it" ? "on" : "off",
    });
    expect(history).toBeUndefined();
    expect(settings).not.toHaveProperty("history");
  });

  it("are none at a false-positive rate that the model has no threshold for", async () => {
    const directory = await folderWithHistory();
    const options = { directory, threads: 1, falsePositiveRate: "0.033" };
    await expect(openWitnesses(options)).rejects.toThrow(ModelError);
  });

  it("are none where a file of history is not what the manifest says", async () => {
    const directory = await folderWithHistory();
    await rm(join(directory, "history.onnx"));
    await expect(openWitnesses({ directory, threads: 1 })).rejects.toThrow(ModelError);
  });
});
