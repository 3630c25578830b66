import { parentPort, workerData } from "node:worker_threads";
import { ScanError } from "../../core/contracts/reasons.ts";
import { FIGURES, PLANES } from "../../core/history/planes.ts";
import { makeZeroCounter } from "../../core/history/zeros/zero-map.ts";
import { makeSharpCodec } from "../image/sharp-codec.ts";
import { openHistorySession } from "../onnx/history-session.ts";
import { type Examine, makeExamine } from "./examine.ts";
import { type HistoryReply, HistoryRequest, HistorySettings } from "./history-messages.ts";

/**
 * Entry point of the history thread. A picture of 12 megapixels takes two seconds, and nothing of it
 * may hold up what the process fetches, answers and keeps alive meanwhile.
 */
async function main(): Promise<void> {
  const { modelPath, threads } = HistorySettings.parse(workerData);
  // For its settings: which decoders may open what came from outside.
  makeSharpCodec();
  const decide = await openHistorySession(modelPath, threads);
  await decide(
    { rows: 16, columns: 16, side: 1, planes: new Float32Array(PLANES.length * 256) },
    new Float32Array(FIGURES.length),
  );
  const examine = makeExamine({ countZeros: makeZeroCounter(), decide });
  reply({ kind: "ready" });
  parentPort?.on("message", async (message: unknown) => {
    reply(await answer(examine, HistoryRequest.parse(message)).catch(failed));
  });
}

async function answer(examine: Examine, { bytes }: HistoryRequest): Promise<HistoryReply> {
  const examination = await examine(bytes);
  return { kind: "examined", ...(examination && { examination }) };
}

function failed(error: unknown): HistoryReply {
  const message = error instanceof Error ? error.message : String(error);
  return error instanceof ScanError
    ? { kind: "refused", code: error.code, message }
    : { kind: "failed", message };
}

function reply(message: HistoryReply): void {
  parentPort?.postMessage(message);
}

main().catch((error) => reply(failed(error)));
