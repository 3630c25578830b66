import { parentPort, workerData } from "node:worker_threads";
import { ScanError } from "../../core/contracts/reasons.ts";
import type { FindCopiesDeps } from "../../core/copies/find-copies.ts";
import { barAcceptance } from "../../core/copies/judge/bar-rule.ts";
import { FEATURE_RADIUS_PX } from "../../core/copies/match/feature-map.ts";
import { systemClock as clock } from "../clock/system-clock.ts";
import { makeSharpCodec } from "../image/sharp-codec.ts";
import { openFeatureSession } from "../onnx/feature-session.ts";
import { type CopyReply, CopyRequest, CopySettings } from "./copy-messages.ts";
import { examineCopies } from "./examine-copies.ts";

/**
 * Entry point of the thread that looks for copies. Two megapixels take two seconds, and nothing of it
 * may hold up what the process fetches, answers and keeps alive meanwhile.
 */
async function main(): Promise<void> {
  const { modelPath, threads, timeoutMs } = CopySettings.parse(workerData);
  // For its settings: which decoders may open what came from outside.
  makeSharpCodec();
  const describe = await openFeatureSession(modelPath, threads);
  const sidePx = 2 * FEATURE_RADIUS_PX + 1;
  await describe({ widthPx: sidePx, heightPx: sidePx, values: new Float32Array(sidePx ** 2) });
  const deps = { describe, acceptance: barAcceptance(), clock, timeoutMs };
  reply({ kind: "ready" });
  parentPort?.on("message", async (message: unknown) => {
    reply(await answer(CopyRequest.parse(message), deps).catch(failed));
  });
}

async function answer({ bytes }: CopyRequest, deps: FindCopiesDeps): Promise<CopyReply> {
  return { kind: "examined", examination: await examineCopies(bytes, deps) };
}

function failed(error: unknown): CopyReply {
  const message = error instanceof Error ? error.message : String(error);
  return error instanceof ScanError
    ? { kind: "refused", code: error.code, message }
    : { kind: "failed", message };
}

function reply(message: CopyReply): void {
  parentPort?.postMessage(message);
}

main().catch((error) => reply(failed(error)));
