import { type ChildProcessWithoutNullStreams, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { unprivileged } from "./ordinary-user.ts";

export const LAUNCHER = fileURLToPath(new URL("../../../bin/fasa.mjs", import.meta.url));

const START = fileURLToPath(new URL("../../../local/app.ts", import.meta.url));
const TSX = import.meta.resolve("tsx");

export interface CliRun {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** `npx fasa …` in a folder, as a shell runs it. @param env beside the environment of this process. */
export function runCli(
  args: readonly string[],
  cwd: string,
  env: NodeJS.ProcessEnv = {},
): Promise<CliRun> {
  return run([LAUNCHER, ...args], cwd, env);
}

/** `fasa …` in a folder that goes on while a test does something to it. */
export function startCli(args: readonly string[], cwd: string): ChildProcessWithoutNullStreams {
  const [file, words] = unprivileged(process.execPath, [LAUNCHER, ...args]);
  return spawn(file, words, { cwd });
}

/** What a started one printed, once it has ended. A signal that ended it is no code. */
export async function ended(child: ChildProcessWithoutNullStreams): Promise<CliRun> {
  const [stdout, stderr, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, "exit"),
  ]);
  return { code: Number(code ?? Number.NaN), stdout, stderr };
}

/** `npm start -- …` in a folder. It must end by itself. */
export function runStart(args: readonly string[], cwd: string): Promise<CliRun> {
  return run(["--import", TSX, START, ...args], cwd);
}

/** Node with these words behind it. @param env beside the environment of this process. */
export function run(
  words: readonly string[],
  cwd: string,
  env: NodeJS.ProcessEnv = {},
): Promise<CliRun> {
  const options = { cwd, maxBuffer: 64 * 1024 * 1024, env: { ...process.env, ...env } };
  const [file, args] = unprivileged(process.execPath, words);
  return new Promise((resolve, reject) => {
    execFile(file, args, options, (error, stdout, stderr) => {
      const code = error === null ? 0 : error.code;
      if (typeof code === "number") resolve({ code, stdout, stderr });
      // Not the error itself: it quotes the command line, which may be long.
      else reject(new Error(`ended by ${error?.signal}: ${stderr}`));
    });
  });
}
