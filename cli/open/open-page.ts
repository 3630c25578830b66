import { stat } from "node:fs/promises";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { openBrowser, shellProof } from "../../adapters/process/open-browser.ts";
import { printable } from "../../adapters/terminal/printable.ts";
import { hashOf } from "../../core/settings/page-routes.ts";
import { EXIT, type ExitCode } from "../exit-code.ts";
import { apiOf, unreachable } from "../system/api.ts";
import { parseObject } from "../system/ask-verdict.ts";
import type { Terminal } from "../terminal.ts";
import { UsageError } from "../usage-error.ts";
import { writeFilePage } from "./file-page.ts";

export interface OpenOptions {
  /** A file that was scanned, or `bucket/key`. @default all pictures of the running system */
  readonly subject?: string | undefined;
  /** As of `fasa scan`. */
  readonly out: string;
  /** Of a system with a page. @default $FASA_ENDPOINT, else the local one */
  readonly endpoint?: string | undefined;
}

const TIMEOUT_MS = 15_000;

/** `fasa open`: prints an address, and shows it in a browser where there is one. @throws UsageError */
export async function openPage(options: OpenOptions, terminal: Terminal): Promise<ExitCode> {
  const { subject, out } = options;
  if (subject !== undefined && (await isFile(subject))) {
    return show(pathToFileURL(await writeFilePage(resolve(subject), out)), terminal);
  }
  const hash = subject === undefined ? "" : hashOf(parseObject(subject));
  const { endpoint } = apiOf({ endpoint: options.endpoint });
  const answer = await ask(endpoint);
  if (answer instanceof Error) {
    terminal.error.write(`fasa: ${unreachable(endpoint, answer)} npm start starts one here.\n`);
    return EXIT.unreachable;
  }
  if (!answer.headers.get("content-type")?.startsWith("text/html")) {
    throw new UsageError(`${printable(endpoint)} has no page: only a system of npm start has one.`);
  }
  return show(new URL(`${endpoint}/${hash}`), terminal);
}

async function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (stats) => stats.isFile(),
    () => false,
  );
}

async function ask(endpoint: string): Promise<Response | Error> {
  try {
    return await fetch(`${endpoint}/`, { signal: AbortSignal.timeout(TIMEOUT_MS) });
  } catch (error) {
    if (error instanceof Error) return error;
    throw error;
  }
}

async function show(address: URL, terminal: Terminal): Promise<ExitCode> {
  await terminal.print(shellProof(address));
  if (!(await openBrowser(address))) {
    terminal.error.write("No browser can be opened from here: open that address in one.\n");
  }
  return EXIT.ok;
}
