import { parseArgs } from "node:util";
import { LOCAL_PORT } from "../../core/settings/local-endpoint.ts";
import { portOf } from "../port.ts";
import { StartError } from "../start-error.ts";

export const PAGE_HELP = `Shows the page of a deployed system on this machine: npm run page -- FILE [options]

  FILE              what cdk deploy --outputs-file wrote
  --sign REGION     sign requests for this region (default: the one in the name of the API)
  --port N          where the page is (default: ${LOCAL_PORT}; 0: any free port)
  -h, --help        this text

It asks with the credentials that the AWS command line would use.
`;

export interface PageOptions {
  readonly file: string;
  readonly sign?: string;
  readonly port: number;
  readonly help: boolean;
}

const OPTIONS = {
  sign: { type: "string" },
  port: { type: "string", default: String(LOCAL_PORT) },
  help: { type: "boolean", short: "h", default: false },
} as const;

/** @throws StartError for a command line that cannot be followed. */
export function parsePageOptions(args: readonly string[]): PageOptions {
  const { values, positionals } = parse(args);
  const [file = "", ...more] = positionals;
  if (!values.help && (file === "" || more.length > 0)) {
    throw new StartError(`Expected one file, received ${positionals.length}.\n${PAGE_HELP}`);
  }
  const { sign, port, help } = values;
  return { file, port: portOf(port), help, ...(sign !== undefined && { sign }) };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new StartError(`${message}\n${PAGE_HELP}`, { cause });
  }
}
