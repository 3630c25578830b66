import { parentPort, workerData } from "node:worker_threads";
import { capMemory } from "./cap-memory.ts";
import { type HeifReply, HeifRequest } from "./heif-messages.ts";
import { HeifError, openPrimaryImage } from "./primary-image.ts";
import { storedPng } from "./stored-png.ts";

const { bytes, maxMemoryBytes } = HeifRequest.parse(workerData);
capMemory(maxMemoryBytes);
const image = asked(() => openPrimaryImage(bytes));
if (image !== undefined) {
  const { width, height, decode } = image;
  parentPort?.once("message", () => {
    const rows = asked(decode);
    if (rows === undefined) return;
    const png = storedPng(rows);
    parentPort?.postMessage({ kind: "decoded", png } satisfies HeifReply, [png.buffer]);
  });
  reply({ kind: "header", width, height });
}

/** Undefined where it was refused: what ends libheif otherwise, an abort in it, is about the file too. */
function asked<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    const code = error instanceof HeifError ? error.code : "corrupt";
    reply({ kind: "refused", code, found: error instanceof Error ? error.message : String(error) });
    return undefined;
  }
}

function reply(message: HeifReply): void {
  parentPort?.postMessage(message);
}
