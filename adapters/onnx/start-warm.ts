import type { ModelManifest } from "../../core/contracts/model-manifest.ts";
import { ModelError, ProviderError } from "../model/model-error.ts";
import { checkContract } from "./check-contract.ts";
import { InferenceThread } from "./inference-thread.ts";
import type { ThreadSettings } from "./thread-messages.ts";

/**
 * An inference thread whose model keeps the contract and has run once, in every batch size that the
 * provider is slow at the first time.
 *
 * @param maxBatch 0: it has not run.
 * @throws ModelError, or ProviderError when the processor alone can run the model.
 */
export async function startWarm(
  manifest: ModelManifest,
  settings: ThreadSettings,
  maxBatch: number,
): Promise<InferenceThread> {
  try {
    return await start(manifest, settings, maxBatch);
  } catch (error) {
    if (settings.provider === "cpu" || !(await runsOnCpu(manifest, settings))) throw error;
    const advice = "Check the driver and the libraries of the provider, or ask for PROVIDER=cpu.";
    const cause = error instanceof Error ? error.message : String(error);
    throw new ProviderError(`${cause}. On the processor the model runs. ${advice}`, {
      cause: error,
    });
  }
}

async function runsOnCpu(manifest: ModelManifest, settings: ThreadSettings): Promise<boolean> {
  try {
    const thread = await start(manifest, { ...settings, provider: "cpu" }, 1);
    await thread.stop();
    return true;
  } catch {
    return false;
  }
}

async function start(
  manifest: ModelManifest,
  settings: ThreadSettings,
  maxBatch: number,
): Promise<InferenceThread> {
  const { modelPath, provider } = settings;
  const thread = new InferenceThread(settings);
  try {
    const { inputs, outputs } = await thread.started();
    checkContract(manifest, inputs, outputs);
    // CUDA looks for its algorithms once per batch size; a CPU only needs its memory.
    const batchSizes = provider === "cuda" ? maxBatch : Math.min(1, maxBatch);
    for (let count = 1; count <= batchSizes; count++) await warmUp(thread, manifest, count);
    return thread;
  } catch (cause) {
    await thread.stop();
    if (cause instanceof ModelError) throw cause;
    throw new ModelError(`cannot run ${modelPath} on ${provider}: ${cause}`, { cause });
  }
}

async function warmUp(thread: InferenceThread, { inputSize }: ModelManifest, count: number) {
  const images = Array.from({ length: count }, () => new Uint8Array(inputSize * inputSize * 3));
  await thread.run({ images, inputSize });
}
