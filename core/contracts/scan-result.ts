import { z } from "zod";
import { Deletion } from "./deletion.ts";
import { ImageFacts } from "./image-facts.ts";
import { ModelIdentity, Threshold } from "./model-manifest.ts";
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
} from "./reasons.ts";
import { ScanJob } from "./scan-job.ts";
import { CopiedPair, MAX_COPIES, Witnesses, WitnessName } from "./witnesses.ts";

/** Bound on a serialized result: below every queue's message limit, also inside a notice of SageMaker. */
export const MAX_SCAN_RESULT_BYTES = 200_000;
/** Largest regions kept, by area: enough for a reader, small beside the message limit. */
export const MAX_REGIONS = 100;

const Fraction = z.number().min(0).max(1);
const Milliseconds = z.number().nonnegative();

/** Connected pixels with p > 0.5: its bounding box in original pixels, its area and its highest p. */
export const Region = z.strictObject({
  x: z.int().nonnegative(),
  y: z.int().nonnegative(),
  width: z.int().positive(),
  height: z.int().positive(),
  areaPixels: z.int().positive(),
  score: Fraction,
});
export type Region = z.infer<typeof Region>;

export const Label = z.enum(["manipulated", "authentic"]);
export type Label = z.infer<typeof Label>;

/**
 * What every writer writes. The others are still read: in version 1 the network is the only witness,
 * in version 2 compression history is the other one, version 3 adds copied regions, version 4 which page
 * of several was scanned.
 */
export const CONTRACT_VERSION = 4 as const;
export const ContractVersion = z.literal([1, 2, 3, CONTRACT_VERSION]);

/** What was found. Everything but the map itself is computed before the map is reduced. */
export const Findings = z.strictObject({
  /** Manipulated where at least one witness found something. */
  label: Label,
  /** `score`, `robustScore` and `threshold` are the network's. */
  score: Fraction,
  robustScore: Fraction,
  threshold: Threshold,
  /** From version 2 on. */
  witnesses: Witnesses.exactOptional(),
  /**
   * Of those that found something: `copies` before the others, as its evidence can be checked by eye,
   * else the one furthest above its threshold. Absent in version 1.
   */
  decidedBy: WitnessName.exactOptional(),
  /** Most confident first. Absent where that witness did not take part, and before version 3. */
  copies: z.array(CopiedPair).max(MAX_COPIES).readonly().exactOptional(),
  /** Share of the original image's pixels with p > 0.5. */
  manipulatedFraction: Fraction,
  /** Largest first, at most MAX_REGIONS. */
  regions: z.array(Region).max(MAX_REGIONS),
});
export type Findings = z.infer<typeof Findings>;

/** What is wrong with findings of this version, if anything is. */
export function complaintOf(
  version: z.infer<typeof ContractVersion>,
  findings: Pick<Findings, "label" | "witnesses" | "decidedBy" | "copies">,
): string | undefined {
  const { witnesses, decidedBy, copies } = findings;
  const isBare = witnesses === undefined && decidedBy === undefined;
  if (version < 3 && (copies ?? witnesses?.copies)) return `version ${version} knows no copies`;
  if (version === 1) return isBare ? undefined : "version 1 knows no witnesses";
  if (witnesses === undefined) return `version ${version} needs witnesses`;
  return complaintAboutLabel(findings, witnesses) ?? complaintAboutCopies(witnesses, copies);
}

function complaintAboutLabel(
  { label, decidedBy }: Pick<Findings, "label" | "decidedBy">,
  witnesses: Witnesses,
): string | undefined {
  const found = WitnessName.options.filter((name) => witnesses[name]?.state === "found");
  const isManipulated = label === "manipulated";
  if (isManipulated !== found.length > 0) return `${found.length} witnesses found it ${label}`;
  const isNamed = decidedBy !== undefined && found.includes(decidedBy);
  if (isManipulated ? isNamed : decidedBy === undefined) return undefined;
  return "decidedBy names a witness that found something, and none where nobody did";
}

function complaintAboutCopies(
  { copies: witness }: Witnesses,
  copies: Findings["copies"],
): string | undefined {
  if ((witness === undefined) !== (copies === undefined)) {
    return "pairs of copies and what their witness says belong together";
  }
  const certain = copies?.filter(({ level }) => level === "certain").length ?? 0;
  const isRight = witness === undefined || (witness.state === "found") === certain > 0;
  return isRight ? undefined : `${certain} pairs are certain, and their witness ${witness.state}`;
}

/** Wall time of each step the scan got through. */
export const Timings = z.strictObject({
  fetchMs: Milliseconds.exactOptional(),
  decodeMs: Milliseconds.exactOptional(),
  inferMs: Milliseconds.exactOptional(),
  /** At the same time as decoding and inference. */
  historyMs: Milliseconds.exactOptional(),
  /** At the same time, too. */
  copiesMs: Milliseconds.exactOptional(),
  analyseMs: Milliseconds.exactOptional(),
  totalMs: Milliseconds,
});
export type Timings = z.infer<typeof Timings>;

/** Why there is no scan; `message` comes from the table in errors.ts. */
export const Reason = z.strictObject({
  code: ReasonCode,
  message: z.string().min(1).max(MAX_REASON_CHARACTERS),
});
export type Reason = z.infer<typeof Reason>;

/** The probability map as one-channel 8-bit PNG, value = ceil(255·p − 0.5); covers the whole image. */
export const EncodedMap = z.strictObject({
  width: z.int().positive(),
  height: z.int().positive(),
  pngBase64: z.base64().min(1),
});
export type EncodedMap = z.infer<typeof EncodedMap>;

const base = { version: ContractVersion, finishedAt: z.iso.datetime() };

export const ScannedResult = z
  .strictObject({
    ...base,
    state: z.literal("scanned"),
    job: ScanJob,
    model: ModelIdentity,
    image: ImageFacts,
    findings: Findings,
    map: EncodedMap,
    timings: Timings,
  })
  .check(({ value: { version, findings }, issues }) => {
    const message = complaintOf(version, findings);
    if (message === undefined) return;
    issues.push({ code: "custom", path: ["findings"], input: findings, message });
  });
export type ScannedResult = z.infer<typeof ScannedResult>;
/** The same before its map became part of a message. */
export type MaplessResult = Omit<ScannedResult, "map">;

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

/** The one message on the result queue: at most MAX_SCAN_RESULT_BYTES, the same from every backend. */
export const ScanResult = z.discriminatedUnion("state", [
  ScannedResult,
  UnscannedResult,
  DeletedResult,
]);
export type ScanResult = z.infer<typeof ScanResult>;

/** What has a place among the results of its object. */
export type OrderedResult = MaplessResult | UnscannedResult | DeletedResult;

/** How a scan ends that this error stopped. */
export function failureOf({ code, message }: ScanError): Pick<UnscannedResult, "state" | "reason"> {
  return { state: REASONS[code].state, reason: { code, message } };
}

/** @throws MessageError when `body` is not a ScanResult. */
export function parseScanResult(body: string): ScanResult {
  const parsed = ScanResult.safeParse(parseJson(body, "a ScanResult"));
  if (parsed.success) return parsed.data;
  const { error } = parsed;
  throw new MessageError(
    { expected: "a ScanResult of version 1, 2, 3 or 4", received: receivedBy(error, body) },
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
