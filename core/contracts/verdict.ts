import { z } from "zod";
import {
  complaintAboutEarlier,
  EarlierFindings,
  EarlierVersion,
  upgradedFindings,
} from "./findings/earlier-findings.ts";
import { complaintOf, Findings } from "./findings/findings.ts";
import { upgrading } from "./findings/upgrading.ts";
import { ImageFacts } from "./image-facts.ts";
import { ModelIdentity } from "./model-manifest.ts";
import { ObjectIdentity } from "./object-identity.ts";
import { ORDER_PATTERN } from "./ordering.ts";
import { Generation, ScanJob } from "./scan-job.ts";
import {
  CONTRACT_VERSION,
  ContractVersion,
  CurrentVersion,
  Reason,
  Timings,
} from "./scan-result.ts";
import { WitnessName } from "./witnesses.ts";

export const Mask = z
  .strictObject({
    bucket: z.string().min(1).describe("Bucket of the mask, or the folder that it lies in."),
    key: z.string().min(1).describe("Key of the mask, or its path from that folder on."),
    width: z.int().positive().describe("Width in pixels: that of the upright picture."),
    height: z.int().positive().describe("Height in pixels: that of the upright picture."),
    shows: z
      .array(WitnessName)
      .min(1)
      .readonly()
      .exactOptional()
      .describe(
        "Whose findings it holds; of `copies` the certain ones. Absent in what was scanned before version 3.",
      ),
  })
  .describe(
    "Where the mask is: a PNG of the upright picture's size, one channel, 8 bits. Value v stands for a probability of " +
      "v / 255 that the pixel was changed; 128 and more are above 0.5.",
  );
export type Mask = z.infer<typeof Mask>;

const base = {
  version: ContractVersion,
  object: ObjectIdentity,
  objectVersion: z
    .string()
    .min(1)
    .describe(
      "Tells this upload from others under the key: S3's version id, else `seq:` and the sequencer, else `etag:` and the ETag.",
    ),
  order: z
    .string()
    .regex(ORDER_PATTERN)
    .describe(
      "Compares as text: of two verdicts about one object the greater is the newer truth. What became current again " +
        "stands, as latest verdict, under the sequencer of the event that made it so, one generation later.",
    ),
  generation: Generation,
  scannedAt: z.iso
    .datetime()
    .describe("When the worker finished, or when the job was given up: ISO 8601, UTC."),
};

const scan = { scanId: ScanJob.shape.scanId, requestedAt: ScanJob.shape.requestedAt };

const scanned = {
  ...base,
  ...scan,
  state: z.literal("scanned").describe("It was looked at, and `label` says what was found."),
  mask: Mask,
  image: ImageFacts,
  model: ModelIdentity,
  timings: Timings,
};

/** Of today's version alone: `Verdict` reads the earlier ones, too. */
export const ScannedVerdict = z
  .strictObject({ ...scanned, version: CurrentVersion, ...Findings.shape })
  .check(({ value, issues }) => {
    const message = complaintOf(value);
    if (message === undefined) return;
    issues.push({ code: "custom", path: ["witnesses"], input: value.witnesses, message });
  })
  .describe("A scan.");
export type ScannedVerdict = z.infer<typeof ScannedVerdict>;

/** What rows and files from before version 5 hold. */
const EarlierScannedVerdict = z
  .strictObject({ ...scanned, version: EarlierVersion, ...EarlierFindings.shape })
  .check(({ value, issues }) => {
    const message = complaintAboutEarlier(value.version, value);
    if (message === undefined) return;
    issues.push({ code: "custom", path: ["witnesses"], input: value.witnesses, message });
  })
  // For JSON Schema, which does not see the check above.
  .meta({
    description: "A scan of before version 5. The API answers it as one of today's.",
    deprecated: true,
    anyOf: [{ properties: { version: { const: 1 } } }, { required: ["witnesses"] }],
  });

function upgradedVerdict(verdict: z.infer<typeof EarlierScannedVerdict>) {
  const { robustScore: _, ...same } = verdict;
  return { ...same, ...upgradedFindings(verdict), version: CONTRACT_VERSION };
}

export const UnscannedVerdict = z
  .strictObject({
    ...base,
    ...scan,
    state: z
      .enum(["failed", "skipped"])
      .describe(
        "`failed`: it could not be looked at. `skipped`: it is out of bounds, and was not.",
      ),
    reason: Reason,
    job: ScanJob.describe("What a redrive sends again, with the next generation."),
    image: ImageFacts.exactOptional(),
    model: ModelIdentity.exactOptional(),
    timings: Timings.exactOptional(),
  })
  .describe("Why there is no scan.");
export type UnscannedVerdict = z.infer<typeof UnscannedVerdict>;

export const DeletedVerdict = z
  .strictObject({
    ...base,
    state: z.literal("deleted").describe("The object, or this version of it, is gone."),
    awaitedVersion: z
      .string()
      .min(1)
      .exactOptional()
      .describe(
        "Only in the latest verdict, after a single version was removed: the version that is current now and has no " +
          "verdict yet. Its own takes this one's place under this one's sequencer.",
      ),
  })
  .describe("The object is gone.");
export type DeletedVerdict = z.infer<typeof DeletedVerdict>;

const VERDICTS = [ScannedVerdict, UnscannedVerdict, DeletedVerdict] as const;

/**
 * What the system says about one object version: the row in the table and the answer to a query. A scan of
 * an earlier version is read as one of today's.
 */
export const Verdict = z.preprocess(
  upgrading(EarlierScannedVerdict, upgradedVerdict),
  z.discriminatedUnion("state", VERDICTS),
);
export type Verdict = z.infer<typeof Verdict>;

/** Every verdict there is, as it lies in a row or a file, whatever version wrote it. */
export const StoredVerdict = z.union([...VERDICTS, EarlierScannedVerdict]);
