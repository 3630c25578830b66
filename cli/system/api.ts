import { fetchFor } from "../../adapters/aws/signing-fetch.ts";
import { printable } from "../../adapters/terminal/printable.ts";
import type { Fetch } from "../../client/create-client.ts";
import { LOCAL_PORT, localEndpoint } from "../../core/settings/local-endpoint.ts";
import { UsageError } from "../usage-error.ts";

/** Where a system answers. */
export interface ApiOptions {
  /** @default $FASA_ENDPOINT, else the local one */
  readonly endpoint?: string | undefined;
  /** Region to sign for. @default the one in the endpoint's name; none, and no signature, without */
  readonly sign?: string | undefined;
}

export interface Api {
  /** Without a slash at its end. */
  readonly endpoint: string;
  readonly fetch: Fetch;
}

/** @throws UsageError when the endpoint is none. */
export function apiOf(options: ApiOptions): Api {
  const endpoint = endpointOf(options.endpoint ?? process.env["FASA_ENDPOINT"]);
  return { endpoint, fetch: fetchFor(endpoint, options.sign) };
}

function endpointOf(url = localEndpoint(LOCAL_PORT)): string {
  if (/^https?:/.test(url) && URL.canParse(url)) return url.replace(/\/+$/, "");
  throw new UsageError(`Expected an http or https URL as endpoint, received ${printable(url)}.`);
}

/** For people. */
export function unreachable(endpoint: string, error: Error): string {
  const why = error.cause instanceof Error ? error.cause.message : error.message;
  return printable(`${endpoint} cannot be reached: ${why}. Is it running?`);
}
