import { canaryKeyOf, latestRow } from "../../core/contracts/object-keys.ts";
import type { Verdict } from "../../core/contracts/verdict.ts";
import type { CanaryImages, Clock, Sleep, Telemetry, VerdictStore } from "../../core/ports.ts";

export interface CanaryDeps {
  readonly images: CanaryImages;
  readonly verdicts: Pick<VerdictStore, "get">;
  readonly clock: Clock;
  readonly sleep: Sleep;
  readonly telemetry: Telemetry;
  readonly bucket: string;
  readonly keyPrefix: string;
  /** A manipulated image that the model finds. */
  readonly picture: Uint8Array;
  readonly verdictTimeoutMs: number;
}

const POLL_MS = 2_000;

/**
 * Uploads an image that is known to be manipulated, and expects to read that in its verdict. What came
 * of it is counted, never thrown. The image is taken away again; its verdicts stay, as all do, and it
 * is counted and told of as any other image.
 */
export function makeCanary(deps: CanaryDeps): () => Promise<void> {
  const { telemetry, clock } = deps;
  return async () => {
    const key = canaryKeyOf(clock.now().toISOString(), deps.keyPrefix);
    const startedMs = clock.monotonicMs();
    const received = await scanned(deps, key).catch((error: unknown) => ({ error }));
    const isFound =
      received !== undefined && "label" in received && received.label === "manipulated";
    const object = { bucket: deps.bucket, key };
    const fields = { object, expected: "manipulated", received: summaryOf(received) };
    const waitedMs = clock.monotonicMs() - startedMs;
    telemetry.log(isFound ? "info" : "error", "canary", { ...fields, waitedMs });
    telemetry.metric(isFound ? "CanaryPassed" : "CanaryFailed", 1);
  };
}

async function scanned(deps: CanaryDeps, key: string): Promise<Verdict | undefined> {
  const versionId = await deps.images.upload(key, deps.picture);
  try {
    return await awaited(deps, key);
  } finally {
    await deps.images.remove(key, versionId).catch((error: unknown) => {
      const object = { bucket: deps.bucket, key };
      deps.telemetry.log("warn", "canary-not-removed", { object, error });
    });
  }
}

async function awaited(deps: CanaryDeps, key: string): Promise<Verdict | undefined> {
  const { verdicts, clock, sleep, bucket, verdictTimeoutMs } = deps;
  const deadlineMs = clock.monotonicMs() + verdictTimeoutMs;
  const never = new AbortController();
  while (clock.monotonicMs() < deadlineMs) {
    const verdict = await verdicts.get(latestRow({ bucket, key }));
    if (verdict !== undefined) return verdict;
    await sleep(POLL_MS, never.signal);
  }
  return undefined;
}

function summaryOf(received: Verdict | { readonly error: unknown } | undefined) {
  if (received === undefined) return "no verdict in time";
  if ("error" in received) return received;
  const { state } = received;
  return { state, ...("label" in received && { label: received.label, score: received.score }) };
}
