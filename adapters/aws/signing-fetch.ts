import { defaultProvider } from "@aws-sdk/credential-provider-node";
import { Sha256 } from "@smithy/core/checksum";
import { SignatureV4 } from "@smithy/signature-v4";

/** As the client of a scanner's API calls it. */
export interface SentRequest {
  readonly method: "GET" | "POST";
  readonly headers: Record<string, string>;
  readonly body?: string;
  readonly signal: AbortSignal;
}

const SERVICE = "execute-api";
/** https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-publish.html */
const API_HOST = /\.execute-api\.([a-z0-9-]+)\.amazonaws\.com(\.cn)?$/;

/** Of an API Gateway under its own name; one under a name of yours says nothing of its region. */
export function regionOfApi(endpoint: string): string | undefined {
  return API_HOST.exec(new URL(endpoint).hostname)?.[1];
}

/** Signs where the endpoint's name says for which region, or the caller does. */
export function fetchFor(endpoint: string, region = regionOfApi(endpoint)) {
  return region === undefined ? fetch : makeSigningFetch(region);
}

/**
 * Signs for an API with IAM authorisation (Signature Version 4), with the credentials that the AWS
 * command line would use.
 *
 * @throws what finding credentials fails with, and what fetch throws.
 */
function makeSigningFetch(region: string) {
  const signer = new SignatureV4({
    ...{ region, service: SERVICE, sha256: Sha256 },
    credentials: defaultProvider(),
  });
  return async (url: string, { signal, ...sent }: SentRequest): Promise<Response> => {
    const { protocol, hostname, host, port, pathname, searchParams } = new URL(url);
    const { method, headers } = await signer.sign({
      ...{ protocol, hostname, method: sent.method, path: pathname },
      ...(port !== "" && { port: Number(port) }),
      query: Object.fromEntries(searchParams),
      headers: { ...sent.headers, host },
      ...(sent.body !== undefined && { body: sent.body }),
    });
    // A plus is a space to some that decode a query, and a plus to others.
    const unambiguous = url.replaceAll("+", "%20");
    return fetch(unambiguous, { method, headers, signal, ...(sent.body && { body: sent.body }) });
  };
}
