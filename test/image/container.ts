import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { promisify } from "node:util";
import { onTestFinished, vi } from "vitest";
import type { WorkerImage } from "../../scripts/image/built-image.ts";
import { QUEUE_HOST } from "./emulated-queues.ts";

export interface ContainerOptions {
  /** What is started. @default what the image starts by itself */
  readonly command?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** File here → file in the container. */
  readonly files?: Readonly<Record<string, string>>;
}

export interface Container {
  /** What it has said so far. */
  said(): string;
  /** Resolves when it has said that. */
  saying(text: string): Promise<void>;
  /** Resolves with its exit code. */
  ended(): Promise<unknown>;
  /** SIGTERM, to the process that was started. */
  stop(): Promise<void>;
}

const SOON = { timeout: 120_000, interval: 100 };

/** An image, started with its own environment and user, as a container engine would; ended with the test. */
export async function startContainer(
  { buildah, name }: WorkerImage,
  { command, env = {}, files = {} }: ContainerOptions,
): Promise<Container> {
  const { container, remove } = await buildah.container(name, [QUEUE_HOST]);
  const given = Object.entries(env).map(([variable, value]) => `--env=${variable}=${value}`);
  const mounted = Object.entries(files).map(([from, to]) => `--volume=${from}:${to}:ro`);
  const started = command ?? (await buildah.command(name));
  const words = ["run", "--isolation=chroot", ...given, ...mounted, container, "--", ...started];
  const child = spawn("buildah", [...buildah.store, ...words], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  const exited = once(child, "close");
  let said = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk: Buffer) => {
      said += chunk;
    });
  }
  onTestFinished(async () => {
    // Its own runtime takes along what it started.
    child.kill("SIGTERM");
    await exited;
    await remove();
  });
  return {
    said: () => said,
    saying: (text) =>
      vi.waitFor(() => {
        if (!said.includes(text)) throw new Error(`expected "${text}", received ${said}`);
      }, SOON),
    ended: async () => (await exited)[0],
    stop: async () => void process.kill(await innermost(child), "SIGTERM"),
  };
}

/** The process at the end of a chain of parents: that of the image, below those of the engine. */
async function innermost({ pid }: ChildProcess): Promise<number> {
  if (pid === undefined) throw new Error("the container was not started");
  const { stdout } = await promisify(execFile)("ps", ["-eo", "ppid=,pid="]);
  const parents = stdout.split("\n").map((line) => line.trim().split(/\s+/).map(Number));
  const childOf = new Map(parents.map(([parent = 0, child = 0]) => [parent, child]));
  let last = pid;
  for (let next = childOf.get(last); next !== undefined; next = childOf.get(last)) last = next;
  return last;
}
