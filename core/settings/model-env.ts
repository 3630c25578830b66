import { z } from "zod";
import { Sha256 } from "../contracts/model-manifest.ts";
import { FalsePositiveRate, type ManifestChoice, WitnessSwitch } from "./model-choice.ts";

const NAMES_OF_BUCKET = ["MODEL_BUCKET", "MODEL_PREFIX", "MODEL_MANIFEST_SHA256"] as const;

/**
 * Where a model's files are, by environment: in a directory, or in a bucket from which they are
 * fetched at start. The bucket goes before the directory, which a container's image always names.
 * And how cautiously it decides.
 */
export const ModelEnv = z.object({
  /** Holds manifest.json and the files it names. @default the model that comes with the source */
  MODEL_DIRECTORY: z.string().min(1).exactOptional(),
  MODEL_BUCKET: z.string().min(1).exactOptional(),
  /** What the keys of manifest.json and of its files begin with: empty, or with a slash at its end. */
  MODEL_PREFIX: z
    .string()
    .regex(/^(.*\/)?$/s, "expected nothing, or a prefix that ends in a slash")
    .exactOptional(),
  /** Of manifest.json in the bucket: 64 lower-case hexadecimal digits. */
  MODEL_MANIFEST_SHA256: Sha256.exactOptional(),
  /** Which of the manifest's thresholds decides. @default its own choice */
  FALSE_POSITIVE_RATE: FalsePositiveRate.exactOptional(),
  /** Whether compression history is a witness. @default on, where the manifest has it */
  HISTORY: WitnessSwitch.exactOptional(),
  /** Whether the network looks at tiles, too. @default on, where the manifest has it */
  TILES: WitnessSwitch.exactOptional(),
  /** Whether copied regions are looked for. @default on, where the manifest has it */
  COPIES: WitnessSwitch.exactOptional(),
});
export type ModelEnv = z.infer<typeof ModelEnv>;

/** For every environment that has these variables: a bucket is named by all three, or by none. */
export const namesWholeBucket = z.check<ModelEnv>(({ value, issues }) => {
  const missing = NAMES_OF_BUCKET.filter((name) => value[name] === undefined);
  if (missing.length === 0 || missing.length === NAMES_OF_BUCKET.length) return;
  const message = `missing: ${NAMES_OF_BUCKET.join(", ")} are set together, or none of them`;
  for (const name of missing) issues.push({ code: "custom", path: [name], input: value, message });
});

/** A model in a bucket. */
export interface ModelLocation {
  readonly bucket: string;
  /** Empty, or with a slash at its end. */
  readonly prefix: string;
  readonly manifestSha256: string;
}

/** The bucket that the environment names, if it does. */
export function modelLocationOf(env: ModelEnv): ModelLocation | undefined {
  const { MODEL_BUCKET: bucket, MODEL_PREFIX: prefix, MODEL_MANIFEST_SHA256: sha256 } = env;
  if (bucket === undefined || prefix === undefined || sha256 === undefined) return undefined;
  return { bucket, prefix, manifestSha256: sha256 };
}

/** What the environment chooses of the manifest. */
export function manifestChoiceOf(env: ModelEnv) {
  const { FALSE_POSITIVE_RATE: rate, HISTORY: history, TILES: tiles, COPIES: copies } = env;
  return {
    ...(rate !== undefined && { falsePositiveRate: rate }),
    ...(history !== undefined && { history }),
    ...(tiles !== undefined && { tiles }),
    ...(copies !== undefined && { copies }),
  } satisfies ManifestChoice;
}
