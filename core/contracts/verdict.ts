import { z } from "zod";
import { ImageFacts } from "./image-facts.ts";
import { ModelIdentity } from "./model-manifest.ts";
import { ObjectIdentity } from "./object-identity.ts";
import { ORDER_PATTERN } from "./ordering.ts";
import { Generation, ScanJob } from "./scan-job.ts";
import { ContractVersion, complaintOf, Findings, Reason, Timings } from "./scan-result.ts";
import { WitnessName } from "./witnesses.ts";

/** Where the mask is: one channel, 8 bits, value ≥ 128 ⇔ p > 0.5, at the oriented size of the image. */
export const Mask = z.strictObject({
  bucket: z.string().min(1),
  key: z.string().min(1),
  width: z.int().positive(),
  height: z.int().positive(),
  /** Whose findings it holds; of `copies` the certain ones. From version 3 on. */
  shows: z.array(WitnessName).min(1).readonly().exactOptional(),
});
export type Mask = z.infer<typeof Mask>;

const base = {
  version: ContractVersion,
  object: ObjectIdentity,
  /** Tells this upload from others under the key: S3's version id, else `seq:…`, else `etag:…`. */
  objectVersion: z.string().min(1),
  /**
   * Compares as text: of two verdicts about one object the greater is the newer truth. In `latest`
   * a version that became current again stands under the sequencer of the event that made it so, one
   * generation later than in its own row.
   */
  order: z.string().regex(ORDER_PATTERN),
  generation: Generation,
  /** When the worker finished, or when the job was given up. */
  scannedAt: z.iso.datetime(),
};

const scan = { scanId: ScanJob.shape.scanId, requestedAt: ScanJob.shape.requestedAt };

/** For JSON Schema, which does not see the check below. */
const WITNESSES_FROM_2_ON = {
  anyOf: [{ properties: { version: { const: 1 } } }, { required: ["witnesses"] }],
};

export const ScannedVerdict = z
  .strictObject({
    ...base,
    ...scan,
    state: z.literal("scanned"),
    ...Findings.shape,
    mask: Mask,
    image: ImageFacts,
    model: ModelIdentity,
    timings: Timings,
  })
  .check(({ value, issues }) => {
    const message = complaintOf(value.version, value);
    if (message === undefined) return;
    issues.push({ code: "custom", path: ["witnesses"], input: value.witnesses, message });
  })
  .meta(WITNESSES_FROM_2_ON);
export type ScannedVerdict = z.infer<typeof ScannedVerdict>;

/** What a witness said, and above which threshold it would have found something. */
export interface DecidingScore {
  readonly by: WitnessName;
  readonly score: number;
  readonly threshold: number;
}

/** The score of whoever decided; of an authentic image, and in version 1, the network's. */
export function decidingScoreOf(verdict: ScannedVerdict): DecidingScore {
  const { witnesses, decidedBy: by = "network", threshold } = verdict;
  const heard = witnesses?.[by];
  const fallback = { score: verdict[threshold.decidedBy], threshold: threshold.value };
  if (heard?.score === undefined) return { by, ...fallback };
  return { by, score: heard.score, threshold: heard.threshold };
}

export const UnscannedVerdict = z.strictObject({
  ...base,
  ...scan,
  state: z.enum(["failed", "skipped"]),
  reason: Reason,
  /** What a redrive sends again, with the next generation. */
  job: ScanJob,
  image: ImageFacts.exactOptional(),
  model: ModelIdentity.exactOptional(),
  timings: Timings.exactOptional(),
});
export type UnscannedVerdict = z.infer<typeof UnscannedVerdict>;

export const DeletedVerdict = z.strictObject({
  ...base,
  state: z.literal("deleted"),
  /**
   * Only in `latest`, after a single version was removed: the version that is current now and has
   * no row yet. Its own verdict takes this one's place under this one's sequencer.
   */
  awaitedVersion: z.string().min(1).exactOptional(),
});
export type DeletedVerdict = z.infer<typeof DeletedVerdict>;

/** What the system says about one object version: the row in the table and the answer to a query. */
export const Verdict = z.discriminatedUnion("state", [
  ScannedVerdict,
  UnscannedVerdict,
  DeletedVerdict,
]);
export type Verdict = z.infer<typeof Verdict>;
