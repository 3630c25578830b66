import { z } from "zod";
import { Deletion } from "./deletion.ts";
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
import type { ResultOrder } from "./ordering.ts";
import { parseJson, receivedBy } from "./parse-json.ts";
import {
  MAX_REASON_CHARACTERS,
  MessageError,
  REASONS,
  ReasonCode,
  rankOf,
  type ScanError,
  type Voice,
} from "./reasons.ts";
import { ScanJob } from "./scan-job.ts";

/** Bound on a serialized result: below every queue's message limit, also inside a notice of SageMaker. */
export const MAX_SCAN_RESULT_BYTES = 200_000;
/** What every writer writes: today's. The others are still read, in `findings/earlier-findings.ts`. */
export const CONTRACT_VERSION = 6 as const;
/** 5 is without the network's views, and the same otherwise. */
export const CurrentVersion = z
  .literal([5, CONTRACT_VERSION])
  .describe("Version of this contract.");
/** Of what no version changed. */
export const ContractVersion = z
  .literal([...EarlierVersion.values, ...CurrentVersion.values])
  .describe("Version of this contract: that of whoever wrote it.");

const Milliseconds = z.number().nonnegative();

/** Wall time of a step, of which a scan may not have come to all. */
const step = (name: string) =>
  Milliseconds.exactOptional().describe(
    `${name}, in milliseconds. Absent where it did not come to that.`,
  );

export const Timings = z
  .strictObject({
    fetchMs: step("Reading the object"),
    decodeMs: step("Decoding"),
    inferMs: step("The network"),
    historyMs: step("The witness of compression history, at the same time as decoding and network"),
    tilesMs: step("Looking at tiles, at the same time, too"),
    copiesMs: step("The search for copies, at the same time, too"),
    analyseMs: step("Making findings of what the witnesses say"),
    totalMs: Milliseconds.describe("All of it, in milliseconds."),
  })
  .describe("Wall time of each step, in milliseconds.");
export type Timings = z.infer<typeof Timings>;

export const Reason = z
  .strictObject({
    code: ReasonCode,
    message: z
      .string()
      .min(1)
      .max(MAX_REASON_CHARACTERS)
      .describe(
        "The same in words: what was expected, what was received, what to do, and whether a retry helps.",
      ),
  })
  .describe("Why there is no scan.");
export type Reason = z.infer<typeof Reason>;

/** The probability map as one-channel 8-bit PNG, value = ceil(255·p − 0.5); covers the whole image. */
export const EncodedMap = z.strictObject({
  width: z.int().positive(),
  height: z.int().positive(),
  pngBase64: z.base64().min(1),
});
export type EncodedMap = z.infer<typeof EncodedMap>;

const base = { version: ContractVersion, finishedAt: z.iso.datetime() };
const scanned = {
  ...base,
  state: z.literal("scanned"),
  job: ScanJob,
  model: ModelIdentity,
  image: ImageFacts,
  map: EncodedMap,
  timings: Timings,
};

/** Of today's version alone. */
export const ScannedResult = z
  .strictObject({ ...scanned, version: CurrentVersion, findings: Findings })
  .check(({ value: { findings }, issues }) => {
    const message = complaintOf(findings);
    if (message === undefined) return;
    issues.push({ code: "custom", path: ["findings"], input: findings, message });
  });
export type ScannedResult = z.infer<typeof ScannedResult>;
/** The same before its map became part of a message. */
export type MaplessResult = Omit<ScannedResult, "map">;

const EarlierScannedResult = z
  .strictObject({ ...scanned, version: EarlierVersion, findings: EarlierFindings })
  .check(({ value: { version, findings }, issues }) => {
    const message = complaintAboutEarlier(version, findings);
    if (message === undefined) return;
    issues.push({ code: "custom", path: ["findings"], input: findings, message });
  });

function upgradedResult({ findings, ...result }: z.infer<typeof EarlierScannedResult>) {
  return { ...result, version: CONTRACT_VERSION, findings: upgradedFindings(findings) };
}

export const UnscannedResult = z.strictObject({
  ...base,
  state: z.enum(["failed", "skipped"]),
  job: ScanJob,
  reason: Reason,
  /** What was learnt before the scan stopped. */
  model: ModelIdentity.exactOptional(),
  image: ImageFacts.exactOptional(),
  timings: Timings,
});
export type UnscannedResult = z.infer<typeof UnscannedResult>;

export const DeletedResult = z.strictObject({
  ...base,
  state: z.literal("deleted"),
  deletion: Deletion,
  /** What a HEAD of the key found after a single version was removed; absent: nothing is there. */
  current: ObjectIdentity.exactOptional(),
});
export type DeletedResult = z.infer<typeof DeletedResult>;

/**
 * The one message on the result queue: at most MAX_SCAN_RESULT_BYTES, the same from every backend. A scan of
 * an earlier version is read as one of today's.
 */
export const ScanResult = z.preprocess(
  upgrading(EarlierScannedResult, upgradedResult),
  z.discriminatedUnion("state", [ScannedResult, UnscannedResult, DeletedResult]),
);
export type ScanResult = z.infer<typeof ScanResult>;

/** What has a place among the results of its object. */
export type OrderedResult = MaplessResult | UnscannedResult | DeletedResult;

/** How a scan ends that this error stopped. */
export function failureOf(
  error: ScanError,
  voice: Voice = "object",
): Pick<UnscannedResult, "state" | "reason"> {
  const { code } = error;
  return { state: REASONS[code].state, reason: { code, message: error.says[voice] } };
}

/** @throws MessageError when `body` is not a ScanResult. */
export function parseScanResult(body: string): ScanResult {
  const parsed = ScanResult.safeParse(parseJson(body, "a ScanResult"));
  if (parsed.success) return parsed.data;
  const { error } = parsed;
  throw new MessageError(
    {
      expected: `a ScanResult of version 1 to ${CONTRACT_VERSION}`,
      received: receivedBy(error, body),
    },
    { cause: error },
  );
}

/** Which object version a result speaks about. */
export function objectOf(result: OrderedResult): ObjectIdentity {
  return result.state === "deleted" ? result.deletion.object : result.job.object;
}

/** Where a result stands among all results of its object. */
export function orderOf(result: OrderedResult): ResultOrder {
  const { sequencer } = objectOf(result);
  switch (result.state) {
    case "deleted":
      return { sequencer, generation: 0, rank: 1 };
    case "scanned":
      return { sequencer, generation: result.job.generation, rank: 2 };
    default:
      return { sequencer, generation: result.job.generation, rank: rankOf(result.reason.code) };
  }
}
