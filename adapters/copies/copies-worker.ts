import { fittedAcceptance } from "../../core/copies/judge/fitted-acceptance.ts";
import { FEATURE_RADIUS_PX } from "../../core/copies/match/feature-map.ts";
import type { CopyExamination } from "../../core/witness-ports.ts";
import { systemClock as clock } from "../clock/system-clock.ts";
import { openFeatureSession } from "../onnx/sessions/feature-session.ts";
import { type ExamineFile, serveFiles } from "../witness/serve-files.ts";
import { CopySettings } from "./copy-schemas.ts";
import { examineCopies } from "./examine-copies.ts";

/** The graph of features, once it has run over the smallest strip. */
async function open(settings: CopySettings): Promise<ExamineFile<CopyExamination>> {
  const { modelPath, threads, timeoutMs } = settings;
  const acceptance = fittedAcceptance(settings.acceptance);
  const describe = await openFeatureSession(modelPath, threads);
  const sidePx = 2 * FEATURE_RADIUS_PX + 1;
  await describe({ widthPx: sidePx, heightPx: sidePx, values: new Float32Array(sidePx ** 2) });
  const deps = { describe, acceptance, clock, timeoutMs };
  return (bytes) => examineCopies(bytes, deps);
}

serveFiles(CopySettings, open);
