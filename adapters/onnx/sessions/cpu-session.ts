import "../no-telemetry.ts";
import { InferenceSession } from "onnxruntime-node";
import { ModelError } from "../../model/model-error.ts";
import { checkTensors, type TensorContract } from "../check-contract.ts";
import { declared } from "../tensors.ts";

/** What a network must take and give. */
export interface NetworkContract {
  readonly inputs: readonly TensorContract[];
  readonly outputs: readonly TensorContract[];
}

/**
 * A network on the processor: `threads` of it.
 *
 * @throws ModelError when the file is no network, or one with another contract.
 */
export async function openCpuSession(
  modelPath: string,
  threads: number,
  { inputs, outputs }: NetworkContract,
): Promise<InferenceSession> {
  const session = await createSession(modelPath, threads);
  checkTensors(modelPath, declared(session, "input"), inputs);
  checkTensors(modelPath, declared(session, "output"), outputs);
  return session;
}

async function createSession(modelPath: string, threads: number): Promise<InferenceSession> {
  try {
    return await InferenceSession.create(modelPath, {
      executionProviders: ["cpu"],
      intraOpNumThreads: threads,
      interOpNumThreads: 1,
      // It would grow to the largest picture so far; without it, memory is given back.
      enableCpuMemArena: false,
      extra: { session: { intra_op: { allow_spinning: "0" } } },
    });
  } catch (cause) {
    throw new ModelError(`cannot run ${modelPath}: ${cause}`, { cause });
  }
}
