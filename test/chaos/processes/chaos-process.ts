import { type ChildProcess, spawn } from "node:child_process";
import { EventEmitter, once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import type { Tally } from "../counts.ts";
import { type Setup, Signal } from "../setup.ts";

export interface ChaosProcessOptions {
  readonly name: string;
  readonly role: "worker" | "functions";
  readonly setup: Omit<Setup, "seed">;
  /** Each start has another one. */
  readonly nextSeed: () => number;
  /** What it said, by role: its signals, and the warnings and errors of its log. */
  readonly heard: Tally;
  /** It ended, and nobody had killed it. */
  readonly onCrash: (error: Error) => void;
}

const LogLine = z.object({ msg: z.string() });

/** A process of the run, which is killed and started again. */
export class ChaosProcess {
  readonly name: string;
  readonly role: ChaosProcessOptions["role"];
  readonly #options: ChaosProcessOptions;
  readonly #signals = new EventEmitter();
  #child: ChildProcess | undefined;

  constructor(options: ChaosProcessOptions) {
    this.name = options.name;
    this.role = options.role;
    this.#options = options;
  }

  start(): void {
    const { role, setup, nextSeed } = this.#options;
    const file = fileURLToPath(new URL(`${role}-process.ts`, import.meta.url));
    const args = ["--import", "tsx", file, JSON.stringify({ ...setup, seed: nextSeed() })];
    const env = { ...process.env, AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true" };
    const child = spawn(process.execPath, args, {
      env,
      stdio: ["ignore", "ignore", "pipe", "ipc"],
    });
    this.#child = child;
    this.#listen(child);
  }

  /** Resolves the next time that it gives the signal. */
  async signal(signal: Signal): Promise<void> {
    await once(this.#signals, signal);
  }

  /** Without a warning. Resolves once it is gone. */
  async kill(): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (child === undefined) return;
    child.kill("SIGKILL");
    await once(child, "exit");
  }

  #listen(child: ChildProcess): void {
    const { name, role, heard, onCrash } = this.#options;
    const said: string[] = [];
    child.on("message", (message) => {
      const signal = Signal.parse(message);
      heard.add(`${role} ${signal}`);
      // What a killed one had said before says nothing about the one in its place.
      if (child === this.#child) this.#signals.emit(signal);
    });
    createInterface({ input: child.stderr ?? process.stdin }).on("line", (line) => {
      const event = eventIn(line);
      if (event === undefined) said.push(line);
      else heard.add(`${role} ${event}`);
    });
    child.once("exit", (code) => {
      if (child !== this.#child) return;
      onCrash(new Error(`${name} ended by itself (${code}):\n${said.join("\n")}`));
    });
  }
}

/** The event of a line of the log; nothing when it is none. */
function eventIn(line: string): string | undefined {
  try {
    return LogLine.parse(JSON.parse(line)).msg;
  } catch {
    return undefined;
  }
}
