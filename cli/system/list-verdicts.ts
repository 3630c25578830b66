import { printableJson } from "../../adapters/terminal/printable.ts";
import { verdictTable } from "../../adapters/terminal/verdict-lines.ts";
import { ProblemError, UnexpectedAnswerError } from "../../client/client-errors.ts";
import { type Client, createClient } from "../../client/create-client.ts";
import { type ListQuery, MAX_LISTED } from "../../core/api/verdict-list.ts";
import type { Verdict } from "../../core/contracts/verdict.ts";
import { EXIT, type ExitCode } from "../exit-code.ts";
import type { Terminal } from "../terminal.ts";
import { type ApiOptions, apiOf, unreachable } from "./api.ts";

export interface ListOptions extends ApiOptions {
  readonly label: ListQuery["label"];
  readonly since: Date;
  readonly limit: number;
  readonly json: boolean;
}

/** `fasa list`: the newest verdicts under one label. @throws UsageError when the endpoint is none. */
export async function listVerdicts(options: ListOptions, terminal: Terminal): Promise<ExitCode> {
  const api = apiOf(options);
  const verdicts: Verdict[] = [];
  try {
    for await (const verdict of newest(createClient(api), options)) {
      if (options.json) await terminal.print(printableJson(verdict));
      verdicts.push(verdict);
    }
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const isAnswer = error instanceof ProblemError || error instanceof UnexpectedAnswerError;
    const why = isAnswer ? error.message : unreachable(api.endpoint, error);
    terminal.error.write(`fasa: ${why}\n`);
    return EXIT.unreachable;
  }
  if (!options.json) await terminal.print(textOf(verdicts, options, terminal));
  return EXIT.ok;
}

async function* newest(client: Client, { label, since, limit }: ListOptions) {
  let left = limit;
  let cursor: string | undefined;
  do {
    const page = await client.list({
      ...{ label, since: since.toISOString(), limit: Math.min(left, MAX_LISTED) },
      ...(cursor !== undefined && { cursor }),
    });
    yield* page.verdicts;
    left -= page.verdicts.length;
    cursor = page.cursor;
  } while (cursor !== undefined && left > 0);
}

function textOf(
  verdicts: readonly Verdict[],
  { label, since, limit }: ListOptions,
  { columns, paint }: Terminal,
): string {
  if (verdicts.length === 0) return `Nothing is ${label} since ${since.toISOString()}.`;
  const more = verdicts.length === limit ? ["There may be more: --limit."] : [];
  return [verdictTable(verdicts, columns, paint), ...more].join("\n");
}
