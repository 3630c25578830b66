import { z } from "zod";
import { SCANS_ROUTE, type ScanRequestBody, ScanRequested } from "../core/api/scan-request.ts";
import { ListAnswer, type ListQuery } from "../core/api/verdict-list.ts";
import {
  PendingAnswer,
  Problem,
  VERDICT_ROUTES,
  VerdictAnswer,
  type VerdictQuery,
  verdictUrlOf,
} from "../core/api/verdict-query.ts";
import type { ObjectIdentity } from "../core/contracts/object-identity.ts";
import { ProblemError, UnexpectedAnswerError } from "./client-errors.ts";
import { readAnswer } from "./read-answer.ts";

/** What the client sends with: the platform's own `fetch`, or one that signs. */
export type Fetch = (
  url: string,
  init: {
    method: "GET" | "POST";
    headers: Record<string, string>;
    body?: string;
    signal: AbortSignal;
  },
) => Promise<{ readonly status: number; text(): Promise<string> }>;

export interface ClientOptions {
  /** Where the API answers: the stack's output, or a local system. */
  readonly endpoint: string;
  /**
   * In the cloud one that signs for the service `execute-api`; it may retry and time out too.
   * @default the platform's
   */
  readonly fetch?: Fetch;
}

const MOST_QUOTED = 200;
/** A function that starts cold answers within it. */
const TIMEOUT_MS = 15_000;

/**
 * Asks a scanner. Each answer is parsed by its contract; fields that a newer server added are left out.
 *
 * Errors: what the API refused is a ProblemError, what is no answer of it an UnexpectedAnswerError,
 * and what `fetch` throws passes, a TimeoutError after 15 seconds too.
 *
 * Retries: the client makes none; ask again after a ProblemError of status 503, an
 * UnexpectedAnswerError of status 429 or from 500 on, or an error of `fetch`.
 */
export interface Client {
  /**
   * About what is under a key now, or about one version.
   *
   * @returns nothing where nothing is known of it and no such object is seen.
   */
  verdict(query: VerdictQuery): Promise<VerdictAnswer | PendingAnswer | undefined>;
  /** The newest verdicts under one label, a page of them. */
  list(query?: Partial<ListQuery>): Promise<ListAnswer>;
  /** Scans an object, whatever was said of it before. Its verdict will carry the id of the answer. */
  requestScan(object: ScanRequestBody): Promise<ScanRequested>;
}

/** By the status of an answer, its contract. */
type Contracts<T> = Readonly<Record<number, z.ZodType<T>>>;

/** A link for whoever looks at the mask: no other protocol is followed. */
const KnownAnswer = VerdictAnswer.extend({
  maskUrl: z.url({ protocol: /^https?$/, error: "expected an http or https URL" }).exactOptional(),
});

/** @throws TypeError when the endpoint is no http or https URL without query, fragment and user. */
export function createClient({ endpoint, fetch = globalThis.fetch }: ClientOptions): Client {
  const base = baseOf(endpoint);

  async function ask<T>(contracts: Contracts<T>, path: string, sent?: unknown): Promise<T> {
    const headers = { accept: "application/json" };
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    const response =
      sent === undefined
        ? await fetch(base + path, { method: "GET", headers, signal })
        : await fetch(base + path, {
            method: "POST",
            headers: { ...headers, "content-type": "application/json" },
            body: JSON.stringify(sent),
            signal,
          });
    return answerOf(contracts, response.status, await response.text());
  }

  return {
    verdict: (query) => ask(verdictContracts(query), verdictUrlOf(query)).catch(unlessUnknown),
    list: (query = {}) => ask({ 200: ListAnswer }, `${VERDICT_ROUTES.list}?${searchOf(query)}`),
    requestScan: (object) =>
      ask({ 202: about(object, ScanRequested, ofObject) }, SCANS_ROUTE, object),
  };
}

function baseOf(endpoint: string): string {
  const url = URL.canParse(endpoint) ? new URL(endpoint) : undefined;
  const isHttp = url !== undefined && /^https?:$/.test(url.protocol);
  if (isHttp && !url.search && !url.hash && !url.username) return url.href.replace(/\/+$/, "");
  throw new TypeError(`expected https://host/path as the endpoint, received ${endpoint}`);
}

type Named = Pick<ObjectIdentity, "bucket" | "key">;

const ofObject = ({ object }: { object: Named }): Named => object;

function verdictContracts(query: VerdictQuery): Contracts<VerdictAnswer | PendingAnswer> {
  return {
    200: about(query, KnownAnswer, ({ verdict }) => verdict.object),
    202: about(query, PendingAnswer, ofObject),
  };
}

/** An answer about another object than the one asked for is no answer. */
function about<T>(asked: Named, schema: z.ZodType<T>, named: (answer: T) => Named): z.ZodType<T> {
  const message = `expected an answer about ${JSON.stringify([asked.bucket, asked.key])}`;
  return schema.refine(
    (answer) => named(answer).bucket === asked.bucket && named(answer).key === asked.key,
    { error: message },
  );
}

function searchOf(query: Partial<ListQuery>): URLSearchParams {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) search.set(name, String(value));
  }
  return search;
}

function answerOf<T>(contracts: Contracts<T>, status: number, text: string): T {
  const body = parsedOr(text);
  const schema = contracts[status];
  if (schema === undefined) {
    const problem = readAnswer(Problem, body);
    // A body that says otherwise would make "denied" read as "unknown".
    if (problem.data?.status === status) throw new ProblemError(problem.data);
    throw new UnexpectedAnswerError(status, text.slice(0, MOST_QUOTED));
  }
  const answer = readAnswer(schema, body);
  if (answer.success) return answer.data;
  const cause = answer.error;
  throw new UnexpectedAnswerError(status, z.prettifyError(cause), { cause });
}

function parsedOr(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function unlessUnknown(error: unknown): undefined {
  if (error instanceof ProblemError && error.status === 404) return undefined;
  throw error;
}
