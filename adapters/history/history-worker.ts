import { FIGURES, PLANES } from "../../core/history/planes.ts";
import { makeZeroCounter } from "../../core/history/zeros/zero-map.ts";
import { openHistorySession } from "../onnx/sessions/history-session.ts";
import { serveFiles } from "../witness/serve-files.ts";
import { type Examine, makeExamine } from "./examine.ts";
import { HistorySettings } from "./history-schemas.ts";

/** The network, once it has run over nothing. */
async function open({ modelPath, threads }: HistorySettings): Promise<Examine> {
  const decide = await openHistorySession(modelPath, threads);
  await decide(
    { rows: 16, columns: 16, side: 1, planes: new Float32Array(PLANES.length * 256) },
    new Float32Array(FIGURES.length),
  );
  return makeExamine({ countZeros: makeZeroCounter(), decide });
}

serveFiles(HistorySettings, open);
