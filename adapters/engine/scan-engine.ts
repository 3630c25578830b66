import type { ScanImageDeps } from "../../core/scan/scan-image.ts";
import { type ModelEnv, manifestChoiceOf } from "../../core/settings/model-env.ts";
import type { NetworkLoad } from "../../core/settings/network-load.ts";
import { makeS3Client } from "../aws/clients.ts";
import type { EmfTelemetry } from "../aws/emf-telemetry.ts";
import { modelDirectoryOf } from "../aws/s3/model-directory.ts";
import { S3ObjectStore } from "../aws/s3/s3-object-store.ts";
import { systemClock as clock } from "../clock/system-clock.ts";
import { makeSharpCodec } from "../image/sharp-codec.ts";
import { ProviderError } from "../model/model-error.ts";
import type { OnnxDetector, OnnxDetectorOptions } from "../onnx/onnx-detector.ts";
import { type OpenWitnesses, openWitnesses } from "./open-witnesses.ts";

export interface EngineOptions extends Pick<OnnxDetectorOptions, "provider"> {
  readonly model: ModelEnv;
  readonly load: NetworkLoad;
  readonly telemetry: Pick<EmfTelemetry, "log" | "metric" | "flush">;
}

/** What scans images of S3, under every compute. */
export interface Engine extends ScanImageDeps, Pick<OpenWitnesses, "stopped" | "close"> {
  readonly detector: OnnxDetector;
}

/**
 * An engine that is warm, its model fetched if it lies in a bucket.
 *
 * @throws ModelError, or ProviderError after it was counted as `ExecutionProviderMissing`: the
 * process must end then, and says so itself.
 */
export async function makeEngine(options: EngineOptions): Promise<Engine> {
  const { model, telemetry, provider, load } = options;
  const client = makeS3Client();
  const directory = await modelDirectoryOf(client, model);
  const onReplaced = makeLogReplacement(telemetry);
  const choice = { directory, ...manifestChoiceOf(model) };
  const { maxBatch, sessions } = load;
  const settings = { ...(provider && { provider }), maxBatch, sessions, onReplaced };
  const opened = openWitnesses({ ...choice, ...settings });
  const {
    detector,
    settings: scan,
    stopped,
    close,
  } = await opened.catch((error) => {
    if (error instanceof ProviderError) telemetry.metric("ExecutionProviderMissing", 1);
    telemetry.flush();
    throw error;
  });
  const reader = new S3ObjectStore(client);
  return { reader, codec: makeSharpCodec(), clock, ...scan, detector, stopped, close };
}

/** Logs and counts each thread that is replaced. */
export function makeLogReplacement(
  telemetry: Pick<EmfTelemetry, "log" | "metric">,
): NonNullable<OnnxDetectorOptions["onReplaced"]> {
  return (end) => {
    telemetry.log("error", "inference-thread-replaced", { end });
    telemetry.metric("InferenceReplaced", 1);
  };
}
