import { parseArgs } from "node:util";
import type { ModelChoice } from "../adapters/engine/open-witnesses.ts";
import { SHIPPED_MODEL_DIRECTORY } from "../adapters/model/shipped-model.ts";
import { LOCAL_PORT } from "../core/settings/local-endpoint.ts";
import { portOf } from "./port.ts";
import { StartError } from "./start-error.ts";

export const HELP = `Scans a folder of images, and what is put into it: npm start -- [FOLDER] [options]

  FOLDER            the folder of images, such as ~/Pictures (default: images in the state folder)
  --bucket-dir DIR  the same
  --home DIR        the state folder: verdicts and masks (default: $FASA_HOME, else .fasa; for each
                    FOLDER one of its own in it)
  --port N          where verdicts can be asked for (default: ${LOCAL_PORT}; 0: any free port)
  --model DIR       a model and its manifest.json (default: the one that is shipped)
  --false-positive-rate F
                    the share of authentic images that may be flagged, such as 0.01 (default: as
                    the model's manifest says)
  --no-history      do not look at what files remember of having been compressed
  --no-tiles        do not look at parts of the picture at native pixels
  --no-copies       do not look for regions that are copies of others
  --once            scan what is there, print the verdicts and stop; exit code 1 if any image
                    failed or was skipped, or something was left out that may hold images
  --verbose         log every step as a line of JSON, not only what went wrong in words
  -h, --help        this text
`;

export interface AppOptions {
  /** @default as `defaultHomeFor` says */
  readonly home?: string;
  readonly bucketDir?: string;
  readonly port: number;
  readonly model: ModelChoice;
  readonly once: boolean;
  readonly verbose: boolean;
  readonly help: boolean;
}

const OPTIONS = {
  "bucket-dir": { type: "string" },
  home: { type: "string" },
  port: { type: "string", default: String(LOCAL_PORT) },
  model: { type: "string", default: SHIPPED_MODEL_DIRECTORY },
  "false-positive-rate": { type: "string" },
  "no-history": { type: "boolean", default: false },
  "no-tiles": { type: "boolean", default: false },
  "no-copies": { type: "boolean", default: false },
  once: { type: "boolean", default: false },
  verbose: { type: "boolean", default: false },
  help: { type: "boolean", short: "h", default: false },
} as const;

/** @throws StartError for a command line that cannot be followed. */
export function parseOptions(args: readonly string[], env: NodeJS.ProcessEnv): AppOptions {
  const { positionals, values: given } = parse(args);
  const { port, model: directory, home = env["FASA_HOME"], ...values } = given;
  const bucketDir = folderOf(positionals, values["bucket-dir"]);
  const {
    "bucket-dir": _,
    "false-positive-rate": rate,
    "no-history": noHistory,
    "no-tiles": noTiles,
    "no-copies": noCopies,
    ...flags
  } = values;
  return {
    port: portOf(port),
    model: {
      directory,
      ...(rate !== undefined && { falsePositiveRate: rate }),
      ...(noHistory && { history: "off" }),
      ...(noTiles && { tiles: "off" }),
      ...(noCopies && { copies: "off" }),
    },
    ...flags,
    ...(home !== undefined && { home }),
    ...(bucketDir !== undefined && { bucketDir }),
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new StartError(`${message}\n${HELP}`, { cause });
  }
}

function folderOf(positionals: readonly string[], named: string | undefined): string | undefined {
  const folders = [...positionals, ...(named === undefined ? [] : [named])];
  if (folders.length > 1) {
    throw new StartError(`Expected one folder, received ${folders.join(" and ")}.\n${HELP}`);
  }
  return folders[0];
}
