import { z } from "zod";
import { printable, printableJson } from "../../adapters/terminal/printable.ts";
import { verdictTable } from "../../adapters/terminal/verdict-lines.ts";
import type { Fetch } from "../../client/create-client.ts";
import {
  PendingAnswer,
  Problem,
  VerdictAnswer,
  VerdictQuery,
  verdictUrlOf,
} from "../../core/api/verdict-query.ts";
import { EXIT, type ExitCode } from "../exit-code.ts";
import type { Terminal } from "../terminal.ts";
import { UsageError } from "../usage-error.ts";
import { type ApiOptions, apiOf, unreachable } from "./api.ts";

export interface VerdictOptions extends ApiOptions {
  /** `bucket/key` */
  readonly object: string;
  readonly json: boolean;
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
  const { endpoint, fetch } = apiOf(options);
  const response = await ask(endpoint + verdictUrlOf(query), fetch);
  if (response instanceof Error) {
    terminal.error.write(`fasa: ${unreachable(endpoint, response)}\n`);
    return EXIT.unreachable;
  }
  const { exit, text, body } = answerOf(response);
  await terminal.print(options.json ? printableJson(body) : text);
  return exit;
}

/** `bucket/key`. @throws UsageError for what is none. */
export function parseObject(text: string): VerdictQuery {
  const slash = text.indexOf("/");
  const query = VerdictQuery.safeParse({
    bucket: text.slice(0, slash),
    key: text.slice(slash + 1),
  });
  if (slash > 0 && query.success) return query.data;
  throw new UsageError(
    `Expected BUCKET/KEY, such as images/bowl.jpg, received ${printable(JSON.stringify(text))}.`,
  );
}

interface Response {
  readonly status: number;
  readonly body: unknown;
}

/** @returns an error where there is no response. */
async function ask(url: string, fetch: Fetch): Promise<Response | Error> {
  try {
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    const response = await fetch(url, { method: "GET", headers: {}, signal });
    return { status: response.status, body: parseOr(await response.text()) };
  } catch (error) {
    if (error instanceof Error) return error;
    throw error;
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
  const lines = [verdictTable([verdict], undefined)];
  if (maskUrl !== undefined) lines.push(`The mask can be read at ${printable(maskUrl)}`);
  if (stale)
    lines.push("The object has been changed or removed since; this is about its old content.");
  return lines.join("\n");
}
