import { describe, expect, it } from "vitest";
import { z } from "zod";
import { manifestChoiceOf, modelLocationOf } from "../../../../core/settings/model-env.ts";
import { ServeEnv, WorkerEnv } from "../../../../gpu-worker/env.ts";
import { ScanImageEnv } from "../../../../lambdas/scan-image/env.ts";

const QUEUE = "https://sqs.example/queue";
const REGION = { AWS_REGION: "eu-central-1" };
const QUEUES = { RESULT_QUEUE_URL: QUEUE, MASK_BUCKET: "masks", MAX_DELIVERIES: "4" };
const MODEL = {
  MODEL_BUCKET: "models",
  MODEL_PREFIX: "v1/",
  MODEL_MANIFEST_SHA256: "ab".repeat(32),
};

const environments = [
  {
    name: "worker",
    schema: WorkerEnv,
    rest: {
      ...REGION,
      ...QUEUES,
      SCAN_QUEUE_URL: QUEUE,
      BACKFILL_QUEUE_URL: QUEUE,
      VISIBILITY_SECONDS: "60",
    },
  },
  { name: "serve", schema: ServeEnv, rest: REGION },
  { name: "scan-image", schema: ScanImageEnv, rest: { ...QUEUES, SCAN_TIMEOUT_SECONDS: "100" } },
] as const;

describe.each(environments)("the environment of $name", ({ schema, rest }) => {
  const complaint = (model: object) => {
    const { error } = schema.safeParse({ ...rest, ...model });
    return error && z.prettifyError(error);
  };

  it("names a bucket, a directory, both, or neither", () => {
    const directory = { MODEL_DIRECTORY: "model" };
    for (const model of [MODEL, directory, { ...directory, ...MODEL }, {}]) {
      expect(complaint(model)).toBeUndefined();
    }
    const { bucket, prefix, manifestSha256 } =
      modelLocationOf(schema.parse({ ...rest, ...directory, ...MODEL })) ?? {};
    expect([bucket, prefix, manifestSha256]).toEqual(Object.values(MODEL));
    expect(modelLocationOf(schema.parse({ ...rest, ...directory }))).toBeUndefined();
  });

  it.each(["MODEL_BUCKET", "MODEL_PREFIX", "MODEL_MANIFEST_SHA256"])("needs %s too", (name) => {
    const set = Object.entries(MODEL).filter(([key]) => key !== name);
    const found = complaint(Object.fromEntries(set));
    expect(found).toContain("MODEL_BUCKET, MODEL_PREFIX, MODEL_MANIFEST_SHA256 are set together");
    expect(found).toContain(`→ at ${name}`);
  });

  it("takes a false-positive rate, as a share", () => {
    expect(complaint({ FALSE_POSITIVE_RATE: "0.01" })).toBeUndefined();
    expect(complaint({ FALSE_POSITIVE_RATE: "1 %" })).toContain("such as 0.01");
  });

  it("may switch history off, and nothing between on and off", () => {
    for (const value of ["on", "off"]) expect(complaint({ HISTORY: value })).toBeUndefined();
    expect(complaint({ HISTORY: "false" })).toContain("HISTORY");
    const choice = { FALSE_POSITIVE_RATE: "0.01", HISTORY: "off" };
    expect(manifestChoiceOf(schema.parse({ ...rest, ...choice }))).toEqual({
      falsePositiveRate: "0.01",
      history: "off",
    });
    expect(manifestChoiceOf(schema.parse(rest))).toEqual({});
  });

  it("takes the whole bucket, but no prefix that would run into a name, and only a sha256", () => {
    expect(complaint({ ...MODEL, MODEL_PREFIX: "" })).toBeUndefined();
    expect(complaint({ ...MODEL, MODEL_PREFIX: "v1" })).toContain("ends in a slash");
    expect(complaint({ ...MODEL, MODEL_MANIFEST_SHA256: "AB" })).toContain("64 lower-case hex");
  });
});
