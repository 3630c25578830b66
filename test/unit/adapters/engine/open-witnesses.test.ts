import { rm } from "node:fs/promises";
import { join } from "node:path";
import sharp from "sharp";
import { describe, expect, it, onTestFinished } from "vitest";
import type { ModelChoice } from "../../../../adapters/engine/open-witnesses.ts";
import { openWitnesses } from "../../../../adapters/engine/open-witnesses.ts";
import { ModelError } from "../../../../adapters/model/model-error.ts";
import { texture, withCopy } from "../../../helpers/copied-picture.ts";
import {
  writeModelWithAllWitnesses,
  writeModelWithHistory,
} from "../../../helpers/doubles/model-with-history.ts";
import { COPY_ACCEPTANCE, imageFixture, TINY_MODEL_DIRECTORY } from "../../../helpers/fixtures.ts";
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
    expect(settings.history).toBeUndefined();
  });

  it("are three where copies are looked for too, unless that is switched off", async () => {
    const directory = await temporaryFolder();
    await writeModelWithAllWitnesses(directory);
    const { copies, settings } = await open({ directory });
    const {
      widthPx: width,
      heightPx: height,
      values,
    } = withCopy(texture(220, 160), {
      from: [65, 60],
      to: [150, 100],
      radiusPx: 32,
    });
    const raw = { width, height, channels: 1 } as const;
    const png = await sharp(Uint8Array.from(values), { raw }).png().toBuffer();
    expect((await copies?.examine(png))?.pairs).toMatchObject([{ level: "certain" }]);
    expect(settings.copies).toMatchObject({ certain: COPY_ACCEPTANCE.levels.certain });
    const without = await open({ directory, copies: "off" });
    expect([without.copies, without.settings.copies]).toEqual([undefined, undefined]);
    expect(without.settings.history).toBeDefined();
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
