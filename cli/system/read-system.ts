import { readFile } from "node:fs/promises";
import { LOCAL_PORT, localEndpoint } from "../../core/settings/local-endpoint.ts";
import {
  parseSystem,
  type ScannedBucket,
  SYSTEM_ROUTE,
  type SystemDescription,
} from "../../core/settings/system-description.ts";
import { UsageError } from "../usage-error.ts";

const TIMEOUT_MS = 15_000;

/**
 * The description of the system to work on: a file, such as `cdk deploy --outputs-file` writes, the
 * output `System` itself, or the URL of a system on this machine. @default $FASA_SYSTEM, else the local one
 *
 * @throws UsageError when there is none.
 */
export async function readSystem(given?: string): Promise<SystemDescription> {
  const from = given ?? process.env["FASA_SYSTEM"] ?? localEndpoint(LOCAL_PORT);
  try {
    return parseSystem(await textOf(from));
  } catch (cause) {
    const why = reasonOf(cause);
    const advice = "Give --system FILE, or start a system here with npm start.";
    throw new UsageError(`No system is described at ${from}: ${why} ${advice}`, { cause });
  }
}

async function textOf(from: string): Promise<string> {
  if (from.trimStart().startsWith("{")) return from;
  return /^https?:/.test(from) ? fetchText(from) : readFile(from, "utf8");
}

async function fetchText(url: string): Promise<string> {
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  const response = await fetch(url.replace(/\/+$/, "") + SYSTEM_ROUTE, { signal });
  return response.text();
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.cause.message}.` : error.message;
}

export interface Place {
  readonly bucket: ScannedBucket;
  readonly prefix: string;
}

/** `s3://bucket/prefix`, in a bucket of this system. @throws UsageError for any other. */
export function placeIn({ buckets }: SystemDescription, uri: string): Place {
  const [, name, prefix = ""] = /^s3:\/\/([^/]+)(?:\/(.*))?$/s.exec(uri) ?? [];
  const bucket = buckets.find((one) => one.name === name);
  if (bucket !== undefined) return { bucket, prefix };
  const expected = buckets.map((one) => `s3://${one.name}/…`).join(" or ");
  throw new UsageError(`Expected ${expected}, received ${JSON.stringify(uri)}.`);
}
