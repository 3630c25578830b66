import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, describe, expect, it, onTestFinished, vi } from "vitest";
import type { Warm } from "../../../adapters/witness/file-witness.ts";
import { imageFixture, TINY_MODEL_DIRECTORY } from "../fixtures.ts";
import { temporaryFolder } from "../temporary-folder.ts";
import { crashNext } from "./crash-next.ts";

interface Witness {
  examine(bytes: Uint8Array): Promise<unknown>;
}

export interface WitnessUnderTest {
  /** @param modelPath of the network. @default one that can be used */
  readonly start: (modelPath?: string, onReplaced?: () => void) => Promise<Warm<Witness>>;
  /** A file, and a part of what the witness says of it. */
  readonly intact: () => Promise<Uint8Array>;
  readonly found: object;
  /** The first input of the network. */
  readonly input: string;
}

const BROKEN: readonly [what: string, bytes: () => Promise<Uint8Array>, code: string][] = [
  ["text", async () => Buffer.from("hello, this is no image\n"), "unsupported_format"],
  ["half a JPEG", halfAJpeg, "corrupt"],
];

/** Tests of what every witness of files does with its files, its network and its thread. */
export function itWorksOnFiles({ start, intact, found, input }: WitnessUnderTest): void {
  afterEach(() => {
    vi.restoreAllMocks();
  });
  const running = async (onReplaced = () => {}) => {
    const witness = await start(undefined, onReplaced);
    onTestFinished(() => witness.close());
    return witness;
  };

  it.each(BROKEN)("refuses %s as a scan does, and goes on", async (_, bytes, code) => {
    const witness = await running();
    const refused = witness.examine(await bytes());
    await expect(refused).rejects.toMatchObject({ name: "ScanError", code });
    expect(await witness.examine(await intact())).toMatchObject(found);
  });

  describe("its thread", () => {
    it("is replaced when it crashes; what waits gets its answer", async () => {
      const onReplaced = vi.fn();
      const witness = await running(onReplaced);
      crashNext();
      const bytes = await intact();
      const files = [witness.examine(bytes), witness.examine(bytes)];
      const [failed, next] = await Promise.allSettled(files);
      const message = expect.stringContaining("thread crashed");
      expect(failed).toMatchObject({ reason: { message } });
      expect(next).toMatchObject({ value: found });
      expect(onReplaced.mock.calls).toEqual([["ended"]]);
    });

    it.each([
      ["that is no network", otherBytes, "cannot run"],
      ["with another contract", async () => join(TINY_MODEL_DIRECTORY, "model.onnx"), input],
    ])("does not start with a file %s", async (_, path, words) => {
      const starting = start(await path());
      await expect(starting).rejects.toMatchObject({ name: "ModelError" });
      await expect(starting).rejects.toThrow(words);
    });
  });
}

async function halfAJpeg(): Promise<Uint8Array> {
  const jpeg = await imageFixture("jpeg-grey.jpg");
  return jpeg.subarray(0, jpeg.length / 2);
}

async function otherBytes(): Promise<string> {
  const path = join(await temporaryFolder(), "network.onnx");
  await writeFile(path, "other bytes");
  return path;
}
