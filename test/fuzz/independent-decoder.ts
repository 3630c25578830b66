import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { z } from "zod";

const Answer = z.union([
  z.strictObject({ pixels: z.base64() }),
  z.strictObject({ refused: z.string() }),
]);

/** What a decoder that shares no code with ours makes of a file. */
export type Opinion = { readonly pixels: Uint8Array } | { readonly refused: string };

/** Pillow, in a process of its own, which reads one file at a time. */
export class IndependentDecoder {
  readonly #process: ChildProcessWithoutNullStreams;
  #answer: (line: string) => void = () => {};
  readonly #ended: Promise<never>;

  /** @param model the folder `model`, with its environment in it. */
  constructor(model: string) {
    const module = ["-m", "fixtures.independent_decoder"];
    this.#process = spawn(join(model, ".venv", "bin", "python"), module, { cwd: model });
    this.#process.stderr.resume();
    createInterface(this.#process.stdout).on("line", (line) => this.#answer(line));
    this.#ended = new Promise((_, reject) => {
      this.#process.once("exit", (code, signal) => {
        reject(new Error(`the independent decoder ended with ${code ?? signal}`));
      });
    });
    this.#ended.catch(() => {});
  }

  /** @throws Error when the process has ended: it crashed, which is no opinion. */
  async judge(bytes: Uint8Array): Promise<Opinion> {
    const size = Buffer.alloc(4);
    size.writeUInt32LE(bytes.length);
    const line = new Promise<string>((resolve) => {
      this.#answer = resolve;
    });
    this.#process.stdin.write(Buffer.concat([size, bytes]));
    const answer = Answer.parse(JSON.parse(await Promise.race([line, this.#ended])));
    return "refused" in answer ? answer : { pixels: Buffer.from(answer.pixels, "base64") };
  }

  close(): void {
    this.#process.stdin.end();
  }
}
