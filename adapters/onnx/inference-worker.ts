import { parentPort, workerData } from "node:worker_threads";
import { InferenceSession, Tensor } from "onnxruntime-node";
import { declared } from "./tensors.ts";
import { InferenceRequest, type ThreadReply, ThreadSettings } from "./thread-messages.ts";

/**
 * Entry point of the inference thread. onnxruntime-node's `run` blocks the thread that calls it for
 * the whole inference, so the network has a thread of its own and the process keeps fetching,
 * decoding and sending heartbeats.
 */
async function main(): Promise<void> {
  const session = await createSession(ThreadSettings.parse(workerData));
  reply({
    kind: "ready",
    inputs: [...declared(session, "input")],
    outputs: [...declared(session, "output")],
  });
  let last = Promise.resolve();
  parentPort?.on("message", (message: unknown) => {
    // Replies come in the order of the requests. A message that is none crashes the thread.
    const request = InferenceRequest.parse(message);
    last = last.then(async () => reply(await run(session, request).catch(failed)));
  });
}

function createSession({ modelPath, provider, threads }: ThreadSettings) {
  return InferenceSession.create(modelPath, {
    executionProviders: [provider],
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    // Threads that spin while they wait take the cores that decode the next image.
    extra: { session: { intra_op: { allow_spinning: "0" } } },
  });
}

async function run(session: InferenceSession, request: InferenceRequest): Promise<ThreadReply> {
  const { images, inputSize } = request;
  const imageBytes = inputSize * inputSize * 3;
  const batch = new Uint8Array(images.length * imageBytes);
  for (const [index, image] of images.entries()) batch.set(image, index * imageBytes);

  const image = new Tensor("uint8", batch, [images.length, inputSize, inputSize, 3]);
  const { probability, score } = await session.run({ image });
  return { kind: "detected", probability: floats(probability), score: floats(score) };
}

/** A copy: the tensor's own memory is onnxruntime's to reuse. */
function floats(tensor: Tensor | undefined): Float32Array<ArrayBuffer> {
  if (tensor?.data instanceof Float32Array) return new Float32Array(tensor.data);
  throw new TypeError(`expected a float32 output, received ${tensor?.type ?? "none"}`);
}

function failed(error: unknown): ThreadReply {
  return { kind: "failed", message: error instanceof Error ? error.message : String(error) };
}

function reply(message: ThreadReply): void {
  const transferred = message.kind === "detected" ? [message.probability.buffer] : [];
  parentPort?.postMessage(message, transferred);
}

main().catch((error) => reply(failed(error)));
