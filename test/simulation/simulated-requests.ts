import type { ScanRequestBody } from "../../core/api/scan-request.ts";
import { type ScanJob, scanJobFor } from "../../core/contracts/scan-job.ts";
import type { UnscannedVerdict, Verdict } from "../../core/contracts/verdict.ts";
import { makeRequestScan } from "../../lambdas/request-scan/request-scan.ts";
import type { FakeMessageQueue } from "../helpers/doubles/fake-message-queue.ts";
import { readerOf, type SimulatedWorld, storeOf } from "./simulated-handlers.ts";
import type { Effect } from "./simulated-run.ts";

/** Where scans are asked for. */
interface RequestWorld extends SimulatedWorld {
  readonly scans: Pick<FakeMessageQueue, "put">;
}

/** `POST /scans`, as the API answers it. */
export function makeRequest(world: RequestWorld, effect: Effect) {
  return async (body: ScanRequestBody): Promise<void> => {
    let seen: Verdict | undefined;
    const store = storeOf(world, effect);
    const request = makeRequestScan({
      reader: readerOf(world, effect),
      verdicts: { get: async (row) => (seen = await store.get(row)) },
      jobs: { send: (job) => effect(async () => ask(world, job, seen)) },
      clock: { now: () => new Date("2026-01-02T03:04:06Z"), monotonicMs: () => 0 },
      telemetry: { log: () => {}, metric: () => {} },
    });
    await request({ body: JSON.stringify(body), isBase64Encoded: false });
  };
}

/** Sends again what has no scan, as one of the rows has it, of a later generation. */
export function redriveAny(world: RequestWorld, pick: number): void {
  const unscanned = world.verdicts.all().filter(isUnscanned);
  const verdict = unscanned[pick % Math.max(1, unscanned.length)];
  if (verdict === undefined) return;
  const { object } = verdict.job;
  const generation = verdict.generation + 1;
  ask(world, scanJobFor({ object, generation, trigger: "redrive" }), verdict);
}

function isUnscanned(verdict: Verdict): verdict is UnscannedVerdict {
  return verdict.state === "failed" || verdict.state === "skipped";
}

function ask({ scans, ledger }: RequestWorld, job: ScanJob, seen: Verdict | undefined): void {
  scans.put(job);
  ledger.asksFor(job, seen);
}
