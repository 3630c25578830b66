import { parentPort, workerData } from "node:worker_threads";
import type { z } from "zod";
import { ScanError } from "../../core/contracts/reasons.ts";
import { makeSharpCodec } from "../image/sharp-codec.ts";
import { type FileReply, FileRequest } from "./file-messages.ts";

export type ExamineFile<Examination> = (bytes: Uint8Array) => Promise<Examination>;

/**
 * What the entry point of an ExaminingThread does. A file takes seconds, and nothing of it may hold
 * up what the process fetches, answers and keeps alive meanwhile.
 *
 * @param open resolves once the network is checked and has run.
 */
export function serveFiles<Settings, Examination>(
  settings: z.ZodType<Settings>,
  open: (settings: Settings) => Promise<ExamineFile<Examination>>,
): void {
  serve(settings, open).catch((error) => reply(failed(error)));
}

async function serve<Settings, Examination>(
  settings: z.ZodType<Settings>,
  open: (settings: Settings) => Promise<ExamineFile<Examination>>,
): Promise<void> {
  // For its settings: which decoders may open what came from outside.
  makeSharpCodec();
  const examine = await open(settings.parse(workerData));
  reply({ kind: "ready" });
  parentPort?.on("message", async (message: unknown) => {
    reply(await answer(examine, FileRequest.parse(message)).catch(failed));
  });
}

async function answer<Examination>(
  examine: ExamineFile<Examination>,
  { bytes }: FileRequest,
): Promise<FileReply<Examination>> {
  return { kind: "examined", examination: await examine(bytes) };
}

function failed(error: unknown): FileReply<never> {
  if (error instanceof ScanError) return { kind: "refused", code: error.code, says: error.says };
  return { kind: "failed", message: error instanceof Error ? error.message : String(error) };
}

function reply(message: FileReply<unknown>): void {
  parentPort?.postMessage(message);
}
