import { execFile } from "node:child_process";
import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { promisify } from "node:util";
import { afterAll } from "vitest";
import { z } from "zod";
import { temporaryFolder } from "../helpers/temporary-folder.ts";

const MAX_OUTPUT_BYTES = 64 * 1024 * 1024;

/** A new folder that goes when the tests of this file have ended. */
export function folderForAll(): string {
  const folder = mkdtempSync(join(realpathSync(tmpdir()), "fasa-package-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A shell's environment: of this Node, and without what npm tells the scripts that it runs. */
function environment(): NodeJS.ProcessEnv {
  const entries = Object.entries(process.env).filter(
    ([name]) => !/^(npm_|VITEST|NODE_ENV$|ONNXRUNTIME_NODE_INSTALL$)/.test(name),
  );
  const PATH = [dirname(process.execPath), process.env["PATH"] ?? ""].join(delimiter);
  return { ...Object.fromEntries(entries), PATH };
}

export interface Output {
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program as a user would in that folder. @throws Error with all it said, when it fails. */
export async function run(
  cwd: string,
  [program, ...args]: readonly [string, ...string[]],
  env: NodeJS.ProcessEnv = {},
): Promise<Output> {
  const options = { cwd, maxBuffer: MAX_OUTPUT_BYTES, env: { ...environment(), ...env } };
  try {
    return await promisify(execFile)(program, args, options);
  } catch (cause) {
    const { stdout, stderr } = z.object({ stdout: z.string(), stderr: z.string() }).parse(cause);
    throw new Error(`${program} ${args.join(" ")}\n${stdout}\n${stderr}`, { cause });
  }
}

/** What `npm pack` says of the tarball that it made. */
const Tarball = z.object({
  filename: z.string(),
  size: z.number(),
  files: z.array(z.object({ path: z.string() })),
});
export type Tarball = z.infer<typeof Tarball>;

/** Builds and packs this repository into a folder. */
export async function pack(folder: string): Promise<Tarball> {
  const { stdout } = await run(process.cwd(), [
    "npm",
    "pack",
    "--json",
    "--pack-destination",
    folder,
  ]);
  const [tarball] = z.tuple([Tarball]).parse(JSON.parse(stdout));
  return tarball;
}

/** An empty project, until the test ends. */
export async function emptyProject(): Promise<string> {
  const folder = await temporaryFolder();
  await writeFile(join(folder, "package.json"), '{ "private": true, "type": "module" }\n');
  return folder;
}
