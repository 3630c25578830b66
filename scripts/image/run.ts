import { execFile } from "node:child_process";
import { promisify } from "node:util";

const MAX_OUTPUT_BYTES = 256 * 1024 ** 2;

/** What a program printed. @throws Error with its last words when it fails. */
export async function run(program: string, parameters: readonly string[]): Promise<string> {
  const options = { maxBuffer: MAX_OUTPUT_BYTES };
  const { stdout } = await promisify(execFile)(program, parameters, options).catch((error) => {
    const said = `${error.stdout ?? ""}${error.stderr ?? ""}`.slice(-4000);
    throw new Error(`${program} ${parameters.join(" ")}: ${said || error.message}`);
  });
  return stdout;
}
