import { z } from "zod";
import { printable, printableJson } from "../../adapters/terminal/printable.ts";
import { verdictTable } from "../../adapters/terminal/verdict-lines.ts";
import {
  PendingAnswer,
  Problem,
  VerdictAnswer,
  VerdictQuery,
  verdictUrlOf,
} from "../../core/api/verdict-query.ts";
import { LOCAL_PORT, localEndpoint } from "../../core/settings/local-endpoint.ts";
import { EXIT, type ExitCode } from "../exit-code.ts";
import type { Terminal } from "../terminal.ts";
import { UsageError } from "../usage-error.ts";

export interface VerdictOptions {
  /** `bucket/key` */
  readonly object: string;
  readonly json: boolean;
  readonly endpoint?: string | undefined;
}

interface Answer {
  readonly exit: ExitCode;
  /** For people. */
  readonly text: string;
  /** For programs, as the endpoint said it. */
  readonly body: unknown;
}

const TIMEOUT_MS = 15_000;

/** `fasa verdict`: asks a running system. @throws UsageError when the object or endpoint is none. */
export async function askVerdict(options: VerdictOptions, terminal: Terminal): Promise<ExitCode> {
  const query = parseObject(options.object);
  const endpoint = endpointOf(options.endpoint ?? process.env["FASA_ENDPOINT"]);
  const response = await ask(endpoint + verdictUrlOf(query));
  if (typeof response === "string") {
    const why = printable(`${endpoint} cannot be reached: ${response}. Is it running?`);
    terminal.error.write(`fasa: ${why}\n`);
    return EXIT.unreachable;
  }
  const { exit, text, body } = answerOf(response);
  await terminal.print(options.json ? printableJson(body) : text);
  return exit;
}

function parseObject(text: string): VerdictQuery {
  const slash = text.indexOf("/");
  const query = VerdictQuery.safeParse({
    bucket: text.slice(0, slash),
    key: text.slice(slash + 1),
  });
  if (slash > 0 && query.success) return query.data;
  throw new UsageError(`Expected BUCKET/KEY, received ${printable(JSON.stringify(text))}.`);
}

function endpointOf(url = localEndpoint(LOCAL_PORT)): string {
  if (/^https?:/.test(url) && URL.canParse(url)) return url.replace(/\/+$/, "");
  throw new UsageError(`Expected an http or https URL as endpoint, received ${printable(url)}.`);
}

interface Response {
  readonly status: number;
  readonly body: unknown;
}

/** @returns why there is no response, in words. */
async function ask(url: string): Promise<Response | string> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS) });
    const text = await response.text();
    return { status: response.status, body: parseOr(text) };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return error.cause instanceof Error ? error.cause.message : error.message;
  }
}

function parseOr(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

const Body = z.union([
  VerdictAnswer.transform(
    (answer): Omit<Answer, "body"> => ({
      exit: answer.verdict.state === "scanned" ? EXIT.ok : EXIT.notScanned,
      text: textOf(answer),
    }),
  ),
  PendingAnswer.transform(
    ({ object }): Omit<Answer, "body"> => ({
      exit: EXIT.pending,
      text: `${printable(object.key)} is pending: it is there and not scanned yet.`,
    }),
  ),
  Problem.transform(
    ({ status, detail }): Omit<Answer, "body"> => ({
      exit: status === 404 ? EXIT.unknown : EXIT.unreachable,
      text: printable(detail),
    }),
  ),
]);

function answerOf({ status, body }: Response): Answer {
  const answer = Body.safeParse(body);
  const problem = Problem.safeParse(body);
  // A body that says otherwise would make "denied" read as "unknown".
  const isOurs = problem.data === undefined || problem.data.status === status;
  if (answer.success && isOurs) return { ...answer.data, body };
  const text = `Expected a verdict, received an answer ${status} that is none. Is this the endpoint of a scanner?`;
  return { exit: EXIT.unreachable, text, body };
}

function textOf({ verdict, stale, maskUrl }: VerdictAnswer): string {
  const lines = [verdictTable([verdict], (bucket) => bucket)];
  if (maskUrl !== undefined) lines.push(`The mask can be read at ${printable(maskUrl)}`);
  if (stale)
    lines.push("The object has been changed or removed since; this is about its old content.");
  return lines.join("\n");
}
