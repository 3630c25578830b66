import { z } from "zod";
import { Deletion } from "../contracts/deletion.ts";
import { parseJson } from "../contracts/parse-json.ts";
import { MessageError } from "../contracts/reasons.ts";
import { ScanJob, scanJobFor } from "../contracts/scan-job.ts";
import {
  type DeletedResult,
  parseScanResult,
  type UnscannedResult,
} from "../contracts/scan-result.ts";
import { type AsyncNotice, parseAsyncNotice } from "./async-notice.ts";
import type { RejectedRecord } from "./parsed-message.ts";
import { parseMessage } from "./upload-event.ts";

/** Which queue gave up: that of jobs, or that of results. */
export type LetterQueue = "scans" | "results";

/** A job that no delivery brought to an end. */
export interface GivenUpJob {
  readonly by: LetterQueue;
  readonly job: ScanJob;
  readonly lastError: string;
}

/** A job that was given up and still lies in the exchange. */
export interface ExchangedJob extends Pick<AsyncNotice, "scanId" | "input"> {
  readonly lastError: string;
}

/** Everything that can be saved from a message that a queue gave up. */
export interface DeadLetter {
  readonly givenUp: readonly GivenUpJob[];
  readonly exchanged: readonly ExchangedJob[];
  readonly deletions: readonly Deletion[];
  /** Results that only need to be written: no mask belongs to them. */
  readonly results: readonly (UnscannedResult | DeletedResult)[];
  /** What names no object, so that no verdict can be written for it. */
  readonly unreadable: readonly MessageError[];
}

const NOTHING: DeadLetter = {
  givenUp: [],
  exchanged: [],
  deletions: [],
  results: [],
  unreadable: [],
};
const NO_RESULT = "no worker sent a result";
const NOT_RECORDED = "the scan ended, but its verdict could not be recorded";

/** Body of a dead letter of the scan queue or the result queue → what is in it. Never throws. */
export function parseDeadLetter(body: string): DeadLetter {
  try {
    const notice = parseAsyncNotice(body);
    if (notice !== undefined) return savedFromNotice(notice);
    const message = z.looseObject({ state: z.string() }).safeParse(parseJson(body, "a message"));
    return message.success ? savedFromResult(body, message.data) : savedFromMessage(body);
  } catch (error) {
    if (!(error instanceof MessageError)) throw error;
    return { ...NOTHING, unreadable: [error] };
  }
}

function savedFromNotice({ scanId, input, outcome }: AsyncNotice): DeadLetter {
  const lastError = outcome.kind === "failed" ? outcome.reason : NOT_RECORDED;
  return { ...NOTHING, exchanged: [{ scanId, input, lastError }] };
}

function savedFromResult(body: string, message: Readonly<Record<string, unknown>>): DeadLetter {
  try {
    const result = parseScanResult(body);
    if (result.state !== "scanned") return { ...NOTHING, results: [result] };
    return { ...NOTHING, givenUp: [{ by: "results", job: result.job, lastError: NOT_RECORDED }] };
  } catch (error) {
    if (!(error instanceof MessageError)) throw error;
    const job = ScanJob.safeParse(message["job"]).data;
    if (job) return { ...NOTHING, givenUp: [{ by: "results", job, lastError: error.message }] };
    const deletion = Deletion.safeParse(message["deletion"]).data;
    if (deletion) return { ...NOTHING, deletions: [deletion] };
    return { ...NOTHING, unreadable: [error] };
  }
}

function savedFromMessage(body: string): DeadLetter {
  const { work, rejected } = parseMessage(body);
  return {
    ...NOTHING,
    givenUp: [
      ...work.flatMap((item) =>
        item.kind === "scan" ? [{ by: "scans" as const, job: item.job, lastError: NO_RESULT }] : [],
      ),
      ...rejected.flatMap(savedFromRejected),
    ],
    deletions: work.flatMap((item) => (item.kind === "delete" ? [item.deletion] : [])),
    unreadable: rejected.flatMap(({ object, error }) => (object ? [] : [error])),
  };
}

function savedFromRejected({ object, error }: RejectedRecord): GivenUpJob[] {
  if (object === undefined) return [];
  const job = scanJobFor({ object, generation: 0, trigger: "event" });
  return [{ by: "scans", job, lastError: error.message }];
}
