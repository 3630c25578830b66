export { ScanRequestBody, ScanRequested } from "../core/api/scan-request.ts";
export { ListAnswer, ListQuery } from "../core/api/verdict-list.ts";
export { PendingAnswer, Problem, VerdictAnswer, VerdictQuery } from "../core/api/verdict-query.ts";
export { Findings, Label, Region } from "../core/contracts/findings/findings.ts";
export { ImageFacts, ImageFormat } from "../core/contracts/image-facts.ts";
export { ModelIdentity, ModelManifest, Threshold } from "../core/contracts/model-manifest.ts";
export { ObjectIdentity } from "../core/contracts/object-identity.ts";
export { ReasonCode } from "../core/contracts/reasons.ts";
export { ScanJob } from "../core/contracts/scan-job.ts";
export {
  DeletedResult,
  Reason,
  ScannedResult,
  ScanResult,
  Timings,
  UnscannedResult,
} from "../core/contracts/scan-result.ts";
export {
  DeletedVerdict,
  Mask,
  ScannedVerdict,
  UnscannedVerdict,
  Verdict,
} from "../core/contracts/verdict.ts";
export {
  CopiedPair,
  RegionOutline,
  Witnesses,
  WitnessName,
  WitnessState,
} from "../core/contracts/witnesses.ts";
export { VERDICT_EVENT } from "../core/settings/verdict-event.ts";
export { VERDICT_TAG, type VerdictTagValue } from "../core/settings/verdict-tag.ts";
