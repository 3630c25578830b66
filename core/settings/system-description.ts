import { z } from "zod";
import { excerpt, parseJson } from "../contracts/parse-json.ts";
import { MessageError } from "../contracts/reasons.ts";
import { ComputeName } from "./compute-name.ts";
import { KeyFilter } from "./key-filter.ts";

const Endpoint = z.url({ protocol: /^https?$/ });

const Bucket = z.strictObject({
  name: z.string().min(1).max(255),
  /** Where it lies on this machine. @default in S3 */
  folder: z.string().min(1).exactOptional(),
});

/** A bucket whose images are scanned. */
const ScannedBucket = z.strictObject({ ...Bucket.shape, filter: KeyFilter });
export type ScannedBucket = z.infer<typeof ScannedBucket>;

/** Where the parts of a running system are, for whoever operates it with credentials of their own. */
export const SystemDescription = z.strictObject({
  version: z.literal(1),
  buckets: z.array(ScannedBucket).min(1),
  /** Where masks lie. @default where each verdict says */
  masks: Bucket.exactOptional(),
  table: z.string().min(1),
  /** Takes jobs that come after every upload: those of backfills, redrives and reconciliations. */
  backfillQueueUrl: z.url(),
  /** Where verdicts are asked for. */
  api: Endpoint.exactOptional(),
  compute: ComputeName.exactOptional(),
  /** Of emulators. @default those of AWS, in the region and with the credentials of the environment */
  endpoints: z.strictObject({ queues: Endpoint, table: Endpoint }).exactOptional(),
});
export type SystemDescription = z.infer<typeof SystemDescription>;

/** The output of a deployed stack that holds the description as JSON. */
export const SYSTEM_OUTPUT = "System";

/** Where a system on this machine tells its description. */
export const SYSTEM_ROUTE = "/system";

const EXPECTED = `a system's description, or what cdk deploy --outputs-file wrote with an output ${SYSTEM_OUTPUT}`;

/** `cdk deploy --outputs-file` writes the outputs of each stack under its name. */
const Outputs = z.record(z.string(), z.looseObject({ [SYSTEM_OUTPUT]: z.string().optional() }));

/**
 * Reads a description, or the outputs of a deployment with one in them.
 *
 * @throws MessageError when there is none, or more than one.
 */
export function parseSystem(text: string): SystemDescription {
  const json = parseJson(text, EXPECTED);
  const direct = SystemDescription.safeParse(json);
  if (direct.success) return direct.data;
  const outputs = Outputs.safeParse(json).data ?? {};
  const found = Object.values(outputs).flatMap((stack) => stack[SYSTEM_OUTPUT] ?? []);
  const [only] = found;
  if (only === undefined) throw new MessageError({ expected: EXPECTED, received: excerpt(text) });
  if (found.length > 1) {
    const received = `the outputs of ${found.length} systems: leave one of them in the file`;
    throw new MessageError({ expected: EXPECTED, received });
  }
  const described = SystemDescription.safeParse(parseJson(only, EXPECTED));
  if (described.success) return described.data;
  throw new MessageError({ expected: EXPECTED, received: z.prettifyError(described.error) });
}
