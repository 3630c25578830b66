import { type ChildProcessByStdio, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import { fileURLToPath } from "node:url";
import type { z } from "zod";
import { type ContenderTask, Ready, RoundReport } from "./contender-messages.ts";

const BENCH = fileURLToPath(new URL("..", import.meta.url));
const PYTHON = fileURLToPath(new URL("../../model/.venv/bin/python", import.meta.url));

/** Whether the contenders in Python can be run: `model/README.md` says how to install what they need. */
export const hasPython = () => existsSync(PYTHON);

/** How a contender is started. @param file below bench/, in TypeScript or Python. */
export function commandOf(file: string): readonly [string, ...string[]] {
  return file.endsWith(".py")
    ? [PYTHON, `${BENCH}${file}`]
    : [process.execPath, "--import", "tsx", `${BENCH}${file}`];
}

/** A process that does one thing in rounds, when it is told to. */
export class Contender {
  readonly #process: ChildProcessByStdio<Writable, Readable, null>;
  readonly #replies: AsyncIterator<string>;

  private constructor(file: string, task: ContenderTask) {
    const [command, ...args] = commandOf(file);
    const stdio = ["pipe", "pipe", "inherit"] as const;
    this.#process = spawn(command, [...args, JSON.stringify(task)], { stdio: [...stdio] });
    this.#replies = createInterface({ input: this.#process.stdout })[Symbol.asyncIterator]();
  }

  /** One that is warm. @throws Error when it ends before. */
  static async start(file: string, task: ContenderTask): Promise<Contender> {
    const contender = new Contender(file, task);
    await contender.#reply(Ready);
    return contender;
  }

  /** @throws Error when it ends instead. */
  round(): Promise<RoundReport> {
    this.#process.stdin.write("\n");
    return this.#reply(RoundReport);
  }

  stop(): void {
    this.#process.kill("SIGKILL");
  }

  async #reply<T>(schema: z.ZodType<T>): Promise<T> {
    const { value, done } = await this.#replies.next();
    if (done) throw new Error(`a contender ended: ${this.#process.spawnargs.join(" ")}`);
    return schema.parse(JSON.parse(value));
  }
}
